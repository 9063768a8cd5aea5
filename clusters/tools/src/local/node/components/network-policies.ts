import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Component } from '../component.ts';
import type { NodeFiles } from '../layout.ts';

const PROGRAM = fileURLToPath(new URL('../network-policies/main.ts', import.meta.url));

/** Enforces network policies, which the bridge plug-in does not. It is there before kubelet, so that no pod ever was open. */
export function networkPolicies(files: NodeFiles): Component {
  return {
    name: 'network-policies', // a link to Node.js: ../programs.ts
    args: [PROGRAM, files.folder],
    prepare: () => rm(files.policiesReady, { force: true }),
    isReady: async () => existsSync(files.policiesReady),
  };
}
