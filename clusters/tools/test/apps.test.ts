import { describe, expect, inject, it } from 'vitest';
import { immutableChanges } from '../src/changes/immutable-fields.ts';
import { renderApps } from '../src/rendering/app-rendering.ts';
import { parseManifests, RenderError, renderApp } from '../src/rendering/helm.ts';
import { EXAMPLE_CLUSTER, REPOSITORY } from '../src/repository.ts';
import { DEPLOYMENT_RULES } from '../src/rules/deployment-rules.ts';

/** What an installation cannot leave out. */
const REQUIRED: Record<string, string[]> = {
  gateway: ['env.PUBLIC_URL=https://a.example'],
  notification: [
    'env.PUBLIC_URL=https://a.example',
    'env.MAIL_FROM=a@a.example',
    'env.VAPID_SUBJECT=mailto:a@a.example',
  ],
};

const OURS = ['env.LOG_LEVEL=debug', `image.digest=sha256:${'a'.repeat(64)}`, 'secretChecksum=new'];
const THEIRS = ['image.tag=99.9.9', 'resources.cpu=333m', 'secretChecksum=new'];
/** What differs between two versions of an app. */
const UPGRADE: Record<string, string[]> = {
  auth: OURS,
  converter: OURS,
  gateway: OURS,
  notification: OURS,
  'queue-init': OURS,
  postgres: THEIRS,
  mongodb: THEIRS,
  rabbitmq: THEIRS,
};

const { helm } = inject('tools');
const renderings = await renderApps(helm, REPOSITORY, EXAMPLE_CLUSTER);
const manifests = renderings.flatMap(rendering => rendering.manifests);
const apps = renderings.map(({ app }) => app);

it('renders every app', () => {
  expect(apps.map(({ name }) => name)).toEqual([
    'auth',
    'converter',
    'gateway',
    'mongodb',
    'notification',
    'postgres',
    'queue-init',
    'rabbitmq',
  ]);
  for (const { manifests: own } of renderings) expect(own).not.toEqual([]);
});

it('names no object twice', () => {
  const titles = manifests.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});

describe.each([
  ['with every switch on', manifests],
  ['with every switch off', await renderPlain()],
])('%s', (_, rendered) => {
  it.each(DEPLOYMENT_RULES)('keeps the rule: $name', ({ find }) => {
    expect(find(rendered)).toEqual([]);
  });
});

it('changes nothing immutable with another version, setting or secret', async () => {
  const upgraded = await Promise.all(
    apps.map(async app => parseManifests(await renderApp(helm, app, UPGRADE[app.name]), app.namespace)),
  );
  expect(upgraded).not.toEqual(renderings.map(rendering => rendering.manifests));
  expect(immutableChanges(manifests, upgraded.flat())).toEqual([]);
});

it('renders the same twice, as Argo CD does at every look', async () => {
  const again = await renderApps(helm, REPOSITORY, EXAMPLE_CLUSTER);
  expect(again.map(({ text }) => text)).toEqual(renderings.map(({ text }) => text));
});

describe.each(apps.map(app => [app.name, app] as const))('the app %s', (_, app) => {
  it('refuses a value that the chart does not have', async () => {
    await expect(renderApp(helm, app, ['imagee.tag=1'])).rejects.toThrow("'imagee' not allowed");
  });
});

it.each(['auth', 'queue-init'])('refuses %s without the digest of its image', async name => {
  const app = apps.find(it => it.name === name);
  if (!app) throw new Error(`no app ${name}`);
  const withoutImage = { ...app, valueFiles: app.valueFiles.filter(file => !file.includes('/images/')) };
  await expect(renderApp(helm, withoutImage)).rejects.toThrow(RenderError);
});

/** All apps by the values of their charts alone. */
async function renderPlain() {
  const rendered = await Promise.all(
    apps.map(async app => {
      const valueFiles = app.valueFiles.filter(file => !file.startsWith(`${EXAMPLE_CLUSTER}/values/`));
      return parseManifests(await renderApp(helm, { ...app, valueFiles }, REQUIRED[app.name]), app.namespace);
    }),
  );
  return rendered.flat();
}
