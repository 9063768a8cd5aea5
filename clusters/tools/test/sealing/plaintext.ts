import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assignNew, placesOf } from '../../src/sealing/assignments.ts';
import { inventoryOf } from '../../src/sealing/inventory.ts';

const APPS = [
  'auth',
  'converter',
  'gateway',
  'mongodb',
  'notification',
  'postgres',
  'queue-init',
  'rabbitmq',
];

/** Where the charts mount a Secret. */
const MOUNTED = '/run/secrets';

/** What a pod would find mounted: everything that `npm run seal` makes, in plaintext, below a folder that a test removes. */
export async function mountSecrets(folder: string): Promise<void> {
  const inventory = inventoryOf({ apps: APPS, repository: 'https://git.example/a.git' });
  const assignments = await assignNew(inventory, placesOf(inventory), {
    answer: async () => 'smtp://mp3:password@mail.example:587',
    agrees: async () => true,
    wants: async () => false,
  });
  for (const { entry, key, plaintext } of assignments) {
    const file = join(folder, entry.name, key);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, plaintext);
  }
}

/** The variables of a pod, with its Secrets looked for below the folder. */
export function withSecretsIn(
  folder: string,
  environment: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.startsWith(`${MOUNTED}/`) ? join(folder, value.slice(MOUNTED.length)) : value,
    ]),
  );
}
