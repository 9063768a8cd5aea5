import { createProgress } from '@vc/local/progress.ts';
import type { TestProject } from 'vitest/node';
import { ensureTool } from '../src/go-tool.ts';

declare module 'vitest' {
  interface ProvidedContext {
    helm: string;
  }
}

/** Builds what tests render with, once, and tells them where it is. */
export async function setup(project: TestProject): Promise<void> {
  project.provide('helm', await ensureTool('helm', createProgress()));
}
