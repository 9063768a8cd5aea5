import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { REPOSITORY } from '../../src/repository.ts';
import { certificateFile, readCertificate } from '../../src/sealing/certificate.ts';
import { checkSealed } from '../../src/sealing/check.ts';
import { readDeployment } from '../../src/sealing/deployment.ts';
import { inventoryOf } from '../../src/sealing/inventory.ts';

const CLUSTERS = join(REPOSITORY, 'clusters');

it('finds nothing wrong with the secrets of any cluster that has a certificate', async () => {
  const folders = (await readdir(CLUSTERS)).map(name => join(CLUSTERS, name));
  for (const folder of folders.filter(it => existsSync(certificateFile(it)))) {
    const inventory = inventoryOf(await readDeployment(inject('tools').kustomize, folder));
    const problems = await checkSealed({ folder, inventory, certificate: await readCertificate(folder) });
    expect(problems, folder).toEqual([]);
  }
});
