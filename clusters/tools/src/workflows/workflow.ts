import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A GitHub workflow as far as rules read it. Everything is optional: what is missing is what rules look for. */
export interface Workflow {
  on?: Record<string, Trigger | null>;
  permissions?: Permissions;
  concurrency?: unknown;
  jobs?: Record<string, Job>;
}

/** What starts a workflow, and with which inputs and for which files. */
export interface Trigger {
  paths?: string[];
  inputs?: Record<string, { options?: string[]; default?: string }>;
}

/** One job; a string of permissions stands for all of them. */
export interface Job {
  permissions?: Permissions | string;
  environment?: string;
  'timeout-minutes'?: number;
  steps?: Step[];
}

/** One step: it either uses an action or runs a script. */
export interface Step {
  uses?: string;
  with?: Record<string, unknown>;
  run?: string;
}

/** What the token of a job may do. */
export type Permissions = Record<string, string>;

/** A workflow with the name of its file, and its text. */
export interface WorkflowFile {
  name: string;
  text: string;
  workflow: Workflow;
}

/** All workflows of a repository. */
export async function readWorkflows(repository: string): Promise<WorkflowFile[]> {
  const folder = join(repository, '.github/workflows');
  const names = (await readdir(folder)).filter(name => name.endsWith('.yaml')).sort();
  return Promise.all(
    names.map(async name => {
      const text = await readFile(join(folder, name), 'utf8');
      return { name, text, workflow: parse(text) as Workflow };
    }),
  );
}

/** The jobs of a workflow, each with its name. */
export function jobsOf({ jobs = {} }: Workflow): { name: string; job: Job }[] {
  return Object.entries(jobs).map(([name, job]) => ({ name, job }));
}

/** The scripts of a workflow, each with the name of its job. */
export function scriptsOf(workflow: Workflow): { job: string; script: string }[] {
  return jobsOf(workflow).flatMap(({ name, job }) =>
    (job.steps ?? []).flatMap(({ run }) => (run ? [{ job: name, script: run }] : [])),
  );
}
