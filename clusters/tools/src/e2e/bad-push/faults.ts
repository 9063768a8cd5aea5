import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { imageFilePath } from '../../images/image-file.ts';
import type { Clone } from '../clone.ts';
import { type LiveObject, requireObject } from '../objects.ts';
import { crashes, lacksImage, readPods } from '../pods.ts';
import { DEGRADED, type Fault, unknown } from './fault.ts';

const NO_DIGEST = `sha256:${'0'.repeat(64)}`;
const SECRETS = 'clusters/local/secrets/video-converter';

/** As a slip of CI's, or of who removes images from the registry. */
export const missingImage: Fault = {
  name: 'an image that does not exist',
  app: 'gateway',
  push: clone =>
    pushEdit(clone, imageFilePath('local', 'gateway'), text =>
      text.replace(/sha256:[0-9a-f]{64}/, NO_DIGEST),
    ),
  ...DEGRADED,
  isCause: async target => (await readPods(target, 'gateway')).some(lacksImage),
};

/** The chart takes any text for a variable; only the service knows better. */
export const refusedByService: Fault = {
  name: 'a value that the service refuses',
  app: 'converter',
  push: clone =>
    pushValues(clone, 'converter', values => ({ ...values, env: { ...values.env, FINISH_SECONDS: 'soon' } })),
  ...DEGRADED,
  isCause: async target => (await readPods(target, 'converter')).some(crashes),
};

/** The chart's schema knows this one. */
export const refusedBySchema: Fault = {
  name: 'a value that the chart refuses',
  app: 'notification',
  push: clone => pushValues(clone, 'notification', values => ({ ...values, replicas: 'many' })),
  ...unknown(/values don't meet the specifications of the schema/),
  isCause: async () => true, // the complaint is the cause
};

/** A line that was copied from the file of another one: what is sealed for one name opens under no other. */
export const foreignSecret: Fault = {
  name: 'a password that is sealed for another Secret',
  app: 'secrets',
  async push(clone) {
    const foreign = parse(await readFile(join(clone.folder, SECRETS, 'gateway.yaml'), 'utf8')) as Sealed;
    return pushEdit(clone, `${SECRETS}/converter.yaml`, text => {
      const sealed = parse(text) as Sealed;
      sealed.spec.encryptedData['rabbitmq-url'] = foreign.spec.encryptedData['rabbitmq-url'] ?? '';
      return stringify(sealed);
    });
  },
  ...DEGRADED,
  async isCause(target) {
    const { status } = await requireObject<Unsealed>(target, {
      namespace: 'video-converter',
      kind: 'sealedsecret',
      name: 'converter',
    });
    return (status?.conditions ?? []).some(({ type, status }) => type === 'Synced' && status === 'False');
  },
};

/** What we read of a SealedSecret in git. */
interface Sealed {
  spec: { encryptedData: Record<string, string> };
}

/** What we read of one in the cluster. */
interface Unsealed extends LiveObject {
  status?: { conditions?: { type: string; status: string }[] };
}

/** Of an app, as far as we look at them. */
interface Values {
  env?: Record<string, string>;
  replicas?: unknown;
}

function pushValues(
  clone: Clone,
  app: string,
  change: (values: Values) => Values,
): Promise<readonly string[]> {
  return pushEdit(clone, `clusters/local/values/${app}.yaml`, text =>
    stringify(change(parse(text) as Values)),
  );
}

async function pushEdit(
  clone: Clone,
  path: string,
  change: (text: string) => string,
): Promise<readonly string[]> {
  await clone.edit(path, (text = '') => change(text));
  return [await clone.push(`Break ${path}`)];
}
