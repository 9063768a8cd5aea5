import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkSealed } from './check.ts';
import { describeProblems } from './report.ts';
import { sealMissing } from './seal-missing.ts';
import { readFiles } from './testing/files.ts';
import { answering, createCluster, SMTP } from './testing/sealing-test.ts';

const AUTH = 'secrets/video-converter/auth.yaml';

it('finds nothing wrong with what was sealed', async () => {
  const cluster = await createCluster();
  await sealMissing(cluster, answering(SMTP));
  expect(await checkSealed(cluster)).toEqual([]);
});

/** What somebody may do to a file, and what is said of it. */
const CHANGES: Record<string, [file: string, change: (text: string) => string, problem: string]> = {
  'a key that is missing': [
    AUTH,
    text => text.replace(/\n +totp-key: .*/, ''),
    'totp-key is missing — npm run seal',
  ],
  'a key for nobody': [AUTH, text => text.replace('totp-key:', 'otp-key:'), 'otp-key is asked for by nobody'],
  'a key in plaintext': [
    AUTH,
    text => text.replace(/totp-key: .*/, 'totp-key: cGxhaW4='),
    'totp-key is not sealed — npm run seal totp-key',
  ],
  'another name': [AUTH, text => text.replaceAll('name: auth', 'name: other'), 'metadata is not what'],
  'another namespace': [
    AUTH,
    text => text.replaceAll('namespace: video-converter', 'namespace: a'),
    'metadata is not what',
  ],
  'another kind': [AUTH, text => text.replace('kind: SealedSecret', 'kind: Secret'), 'kind is not what'],
  'plaintext beside it': [AUTH, text => `${text}      totp-key: abc\n`, 'spec is not what'],
  'a wider scope': [
    AUTH,
    text => text.replace('annotations:', 'annotations:\n    sealedsecrets.bitnami.com/cluster-wide: "true"'),
    'metadata is not what is written for video-converter/auth — npm run seal',
  ],
  'another certificate': [
    AUTH,
    text => text.replace('of this cluster', 'of another'),
    'another certificate — npm run seal --all',
  ],
  'a checksum of before': [
    'checksums/auth.yaml',
    text => text.replace(/"[0-9a-f]{8}/, '"00000000'),
    'is not the checksum of video-converter/auth',
  ],
  'a Secret that is not sealed': [
    'values/auth.yaml',
    () => 'apiVersion: v1\nkind: Secret\n',
    'is a Secret that is not sealed',
  ],
  'a password among the values': [
    'values/auth.yaml',
    () => 'url: postgres://a:bcd@e/f\n',
    'has a URL with a password',
  ],
  'a conflict of a merge': [AUTH, text => text.replace('spec:', '<<<<<<< HEAD\nspec:'), 'is no YAML'],
  'a file for nobody': ['secrets/video-converter/web.yaml', () => '', 'is asked for by nobody: remove it'],
  'a file that was left behind': [`${AUTH}.new`, () => '', 'is asked for by nobody: remove it'],
};

it.each(Object.entries(CHANGES))('finds %s', async (_, [file, change, problem]) => {
  const cluster = await createCluster();
  await sealMissing(cluster, answering(SMTP));
  const { [file]: before = '' } = await readFiles(cluster.folder);
  const after = change(before);
  expect(after).not.toBe(before || undefined);
  await mkdir(join(cluster.folder, file, '..'), { recursive: true });
  await writeFile(join(cluster.folder, file), after);
  const lines = describeProblems(await checkSealed(cluster), 'npm run seal').split('\n');
  expect(lines.filter(line => line.startsWith(`✗ ${file}: `) && line.includes(problem))).toHaveLength(1);
});

it('finds a Secret that is missing, unless an installation may do without it', async () => {
  const cluster = await createCluster();
  await sealMissing(cluster, answering(SMTP));
  await rm(join(cluster.folder, AUTH));
  expect(await checkSealed(cluster)).toEqual([{ file: AUTH, problem: 'is missing', mend: '' }]);
});

it('finds nothing any more in a file that was sealed once more, after somebody has widened its scope', async () => {
  const cluster = await createCluster();
  await sealMissing(cluster, answering(SMTP));
  const file = join(cluster.folder, AUTH);
  const { [AUTH]: before = '' } = await readFiles(cluster.folder);
  await writeFile(
    file,
    before.replace('annotations:', 'annotations:\n    sealedsecrets.bitnami.com/cluster-wide: "true"'),
  );
  await sealMissing(cluster, answering());
  expect((await readFiles(cluster.folder))[AUTH]).toBe(before);
});
