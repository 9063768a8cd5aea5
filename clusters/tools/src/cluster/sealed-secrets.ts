import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from '@vc/local/progress.ts';
import { ensureTool } from '../go-tool.ts';
import { type Asking, askTerminal } from '../sealing/asking.ts';
import { readCertificate } from '../sealing/certificate.ts';
import { checkSealed } from '../sealing/check.ts';
import { readDeployment } from '../sealing/deployment.ts';
import { inventoryOf } from '../sealing/inventory.ts';
import { sealWith } from '../sealing/kubeseal.ts';
import { describeSecrets } from '../sealing/report.ts';
import { sealMissing } from '../sealing/seal-missing.ts';
import type { Step } from './step.ts';
import type { ClusterTarget } from './target.ts';

/** What `npm run seal` does, for the cluster at hand. */
export interface Sealing {
  /** Whether every secret that a chart asks for is sealed. */
  isComplete(): Promise<boolean>;
  /** Makes what is missing; asks for what cannot be made. */
  sealMissing(): Promise<void>;
}

/** The secrets, sealed into files. */
export function sealStep({ session, settings }: ClusterTarget, sealing: Sealing): Step {
  const command = `npm run seal -- --cluster ${settings.name}`;
  return {
    name: 'Sealed secrets',
    advice: `Type it by itself to see more: ${command}.`,
    isConversation: true,
    isDone: () => sealing.isComplete(),
    run: () => session.act(command, () => sealing.sealMissing()),
  };
}

/** Seals for the cluster of a folder; the tools that it takes are built when they are needed. */
export function createSealing(
  folder: string,
  progress: Progress,
  print: (line: string) => void,
  asking: Asking = askTerminal(),
): Sealing {
  const read = async () => ({
    folder,
    inventory: inventoryOf(await readDeployment(await ensureTool('kustomize', progress), folder)),
    certificate: await readCertificate(folder),
  });
  return {
    isComplete: async () =>
      existsSync(join(folder, 'secrets/certificate.pem')) && (await checkSealed(await read())).length === 0,
    async sealMissing() {
      const cluster = await read();
      const seal = sealWith(await ensureTool('kubeseal', progress), cluster.certificate.file);
      const changes = await sealMissing({ ...cluster, seal }, asking);
      print(describeSecrets(cluster.inventory, changes));
    },
  };
}
