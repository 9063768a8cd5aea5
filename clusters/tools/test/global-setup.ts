import { createProgress } from '@vc/local/progress.ts';
import type { TestProject } from 'vitest/node';
import { ensureTool } from '../src/go-tool.ts';
import { TOOLS, type ToolName } from '../src/tools.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where each tool is. */
    tools: Record<ToolName, string>;
  }
}

/** Builds what tests work with, once, and tells them where it is. */
export async function setup(project: TestProject): Promise<void> {
  const progress = createProgress();
  const tools: Partial<Record<ToolName, string>> = {};
  // One after the other: a build takes all cores, and programs of one module have most of their packages in common.
  for (const name of Object.keys(TOOLS) as ToolName[]) tools[name] = await ensureTool(name, progress);
  project.provide('tools', tools as Record<ToolName, string>);
}
