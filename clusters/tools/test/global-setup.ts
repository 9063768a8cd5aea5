import { createProgress } from '@vc/local/progress.ts';
import { ensurePrograms, type SystemProgram } from '@vc/local/system-packages.ts';
import { removeAbandonedDirectories } from '@vc/local/temporary-directory.ts';
import type { TestProject } from 'vitest/node';
import { ensureTool } from '../src/go-tool.ts';
import type { ToolName } from '../src/tools.ts';

/** What tests of this project work with; what only a cluster on this machine needs is not built for them. */
const TOOLS = [
  'helm',
  'kustomize',
  'kubectl',
  'kube-apiserver',
  'etcd',
  'kubeseal',
  'sealed-secrets-controller',
  'actionlint',
] as const satisfies ToolName[];

type TestTool = (typeof TOOLS)[number];

declare module 'vitest' {
  interface ProvidedContext {
    /** Where each tool is. */
    tools: Record<TestTool, string>;
  }
}

/** Of this system. shellcheck is actionlint's, which would say less without it, and not a word of that. */
const PROGRAMS = ['git', 'openssl', 'shellcheck', 'setpriv'] as const satisfies SystemProgram[];

/** Installs and builds what tests work with, once, and tells them where it is. */
export async function setup(project: TestProject): Promise<void> {
  await removeAbandonedDirectories();
  const progress = createProgress();
  await ensurePrograms(PROGRAMS, progress);
  const tools: Partial<Record<TestTool, string>> = {};
  // One after the other: a build takes all cores, and programs of one module have most of their packages in common.
  for (const name of TOOLS) tools[name] = await ensureTool(name, progress);
  project.provide('tools', tools as Record<TestTool, string>);
}
