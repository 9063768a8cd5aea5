/**
 * `npm run seal -- --cluster eks [value | secret/key]`: makes the secrets that the charts ask for, and seals them for a cluster.
 * Without a name, what is missing; with one, a new value in the place of the old.
 */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { findProgram } from '@vc/local/find-program.ts';
import { createProgress } from '@vc/local/progress.ts';
import { exitWith, SetupError } from '@vc/local/setup-error.ts';
import { kubeconfigOf } from './cluster/target.ts';
import { ensureTool } from './go-tool.ts';
import { REPOSITORY } from './repository.ts';
import { type Asking, agreeing, answerFrom, askNobody, askTerminal } from './sealing/asking.ts';
import { readCertificate } from './sealing/certificate.ts';
import { checkSealed } from './sealing/check.ts';
import { readSealRequest, type SealRequest } from './sealing/command-line.ts';
import { readDeployment } from './sealing/deployment.ts';
import { inventoryOf } from './sealing/inventory.ts';
import { afterJwtStep, rotateJwtKeys } from './sealing/jwt-rotation.ts';
import { sealWith } from './sealing/kubeseal.ts';
import { describeChanges, describeProblems, describeSecrets, describeValues } from './sealing/report.ts';
import { rotate, rotationOf } from './sealing/rotate.ts';
import { sealAll, sealMissing } from './sealing/seal-missing.ts';
import type { SealedCluster } from './sealing/sealed-cluster.ts';

await main().catch(error => {
  // Ctrl-C at a question: nothing is written before all are answered.
  exitWith(error.name === 'ExitPromptError' ? new SetupError('Nothing has changed.') : error);
});

async function main(): Promise<void> {
  const request = readSealRequest(process.argv.slice(2));
  const folder = resolve(REPOSITORY, 'clusters', request.cluster);
  const command = `npm run seal -- --cluster ${request.cluster}`;
  const progress = createProgress();
  const inventory = inventoryOf(await readDeployment(await ensureTool('kustomize', progress), folder));
  if (request.what === 'list') {
    console.log(describeValues(inventory));
    return;
  }
  const certificate = await readCertificate(folder);
  if (request.what === 'check') {
    const problems = await checkSealed({ folder, inventory, certificate });
    console.log(describeProblems(problems, command));
    process.exitCode = problems.length > 0 ? 1 : 0;
    return;
  }
  const seal = sealWith(await ensureTool('kubeseal', progress), certificate.file);
  console.log(await change({ folder, inventory, certificate, seal }, request, command));
}

/** Does what was asked for, and tells what that was. */
async function change(cluster: SealedCluster, request: SealRequest, command: string): Promise<string> {
  const { what } = request;
  const asking = whoAnswers(request);
  if (typeof what !== 'object') {
    const changes = await (what === 'all' ? sealAll : sealMissing)(cluster, asking);
    return describeSecrets(cluster.inventory, changes);
  }
  const { name, step } = what;
  if (step === undefined) {
    return describeChanges(await rotate(cluster, name, asking), rotationOf(name)?.afterwards);
  }
  const changes = await rotateJwtKeys(cluster, step, requireKubectl(cluster.folder));
  return describeChanges(changes, afterJwtStep(step, `${command} ${name}`));
}

function whoAnswers({ stdin, yes }: SealRequest): Asking {
  const hasTerminal = process.stdin.isTTY && process.stdout.isTTY;
  const asking = stdin ? answerFrom(process.stdin) : hasTerminal ? askTerminal() : askNobody();
  return yes ? agreeing(asking) : asking;
}

/** With the cluster that KUBECONFIG names; else that which `npm run cluster` has made; else the current one. */
function requireKubectl(folder: string): [string, ...string[]] {
  const program = findProgram('kubectl');
  if (!program) throw new SetupError('Install kubectl: the keys in use are read from the running cluster.');
  const own = kubeconfigOf(basename(folder));
  return process.env.KUBECONFIG || !existsSync(own) ? [program] : [program, `--kubeconfig=${own}`];
}
