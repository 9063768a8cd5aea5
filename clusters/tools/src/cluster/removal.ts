import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { SetupError } from '@vc/local/setup-error.ts';
import { clusterStatus, deleteCluster, eksctlStacks } from './eks-cluster.ts';
import { keptKeyName } from './kept-sealing-key.ts';
import { stackStatus } from './stack.ts';
import type { Step } from './step.ts';
import { aws, type Target } from './target.ts';

/** The most that S3 deletes in one call. */
const BATCH = 1000;

/** The cluster with its nodes, roles and network. */
export function deleteClusterStep(target: Target): Step {
  const { session, settings } = target;
  return {
    name: 'Cluster goes (eksctl, about 15 min)',
    advice: `What holds it stands in the events of stack eksctl-${settings.cluster}-cluster in the console of CloudFormation.`,
    isDone: async () => !(await clusterStatus(target)) && (await eksctlStacks(target)).length === 0,
    async run() {
      await session.change(deleteCluster(target));
      await session.act('# and sees that nothing is left of it', async () => {
        const left = await eksctlStacks(target); // with --force eksctl goes on after errors, and is content
        if (left.length > 0) throw new SetupError(`eksctl has left ${left.join(', ')}.`);
      });
    },
  };
}

/** Images, roles, and the key; the bucket stays. */
export function deleteStackStep(target: Target): Step {
  const { session, settings } = target;
  const name = `--stack-name=${settings.cluster}`;
  return {
    name: 'Images and roles go (CloudFormation)',
    advice: `What holds it stands in the events of stack ${settings.cluster} in the console of CloudFormation.`,
    isDone: async () => (await stackStatus(target)) === undefined,
    async run() {
      await session.change(aws(target, 'cloudformation', 'delete-stack', name));
      await session.change(aws(target, 'cloudformation', 'wait', 'stack-delete-complete', name));
    },
  };
}

/** The bucket with all versions of all backups. */
export function removeBackupsStep(target: Target): Step {
  const { session, settings } = target;
  const bucket = `--bucket=${settings.backupBucket}`;
  const exists = async () =>
    (await session.ask(aws(target, 's3api', 'head-bucket', bucket), /\(404\)/)) !== undefined;
  const some = async () => {
    const objects = '{Objects: [Versions, DeleteMarkers][].{Key: Key, VersionId: VersionId}}';
    const text = await session.ask(
      aws(
        target,
        's3api',
        'list-object-versions',
        bucket,
        `--max-items=${BATCH}`,
        `--query=${objects}`,
        '--output=json',
      ),
    );
    const { Objects: found } = JSON.parse(text || '{}') as { Objects?: { Key: string | null }[] };
    return (found ?? []).filter(({ Key }) => Key !== null);
  };
  return {
    name: 'Backups go',
    advice: `Empty and delete bucket ${settings.backupBucket} in the console of S3.`,
    isDone: async () => !(await exists()),
    async run(detail) {
      let gone = 0;
      for (let found = await some(); found.length > 0; found = await some()) {
        await session.change(aws(target, 's3api', 'delete-objects', bucket, '--delete=file:///dev/stdin'), {
          text: async () => JSON.stringify({ Objects: found, Quiet: true }),
          shownAs: '(all versions)',
        });
        gone += found.length;
        detail(`${gone} versions`);
      }
      await session.change(aws(target, 's3api', 'delete-bucket', bucket));
    },
  };
}

/** The sealing key; Secrets Manager gives it back for a month, and `up` takes it. */
export function forgetKeyStep(target: Target): Step {
  const { session } = target;
  const key = `--secret-id=${keptKeyName(target)}`;
  return {
    name: 'Sealing key goes',
    advice: `Delete ${keptKeyName(target)} in the console of Secrets Manager.`,
    isDone: async () => {
      const deleted = await session.ask(
        aws(target, 'secretsmanager', 'describe-secret', key, '--query=DeletedDate', '--output=json'),
        /ResourceNotFoundException/,
      );
      return deleted !== 'null';
    },
    run: () =>
      session.change(aws(target, 'secretsmanager', 'delete-secret', key, '--recovery-window-in-days=30')),
  };
}

/** Our file, not the operator's. */
export function removeKubeconfigStep({ session, kubeconfig }: Target): Step {
  return {
    name: 'Kubeconfig goes',
    advice: `Remove ${kubeconfig}.`,
    isDone: async () => !existsSync(kubeconfig),
    run: () => session.act(`rm -f ${kubeconfig}`, () => rm(kubeconfig, { force: true })),
  };
}
