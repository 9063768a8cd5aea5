import { fileURLToPath } from 'node:url';
import { runCommand } from '@vc/local/command.ts';
import { expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../src/render.ts', import.meta.url));
const render = (...args: string[]) => runCommand([process.execPath, PROGRAM, ...args], { env: process.env });

it.each(['eks', 'local'])('shows the cluster %s, of which no rule is broken', async cluster => {
  const { code, stdout } = await render(cluster);
  expect(stdout).toMatch(/^application +source +revision +objects +time +kinds\n/);
  expect(stdout).toMatch(/^keda +\S*platform\/keda +main +\d+ +\d+ ms /m);
  expect(stdout).toMatch(
    /^sealed-secrets +github\.com\/bitnami-labs\/sealed-secrets\/\/helm\/sealed-secrets +v/m,
  );
  expect(code).toBe(0);
});

it('shows single Applications, or what would be applied for them', async () => {
  expect((await render('eks', 'storage')).stdout.trim().split('\n')).toHaveLength(2);
  expect((await render('eks', '--yaml', 'storage')).stdout).toMatch(/^kind: StorageClass$/m);
});

it('shows how two clusters differ', async () => {
  const { code, stdout } = await render('--diff', 'eks', 'local');
  expect(stdout).toMatch(/^application +object +field +eks +local\n/);
  expect(stdout).toMatch(/^ +Service gateway +type +ClusterIP +NodePort$/m);
  expect(stdout).toMatch(/^aws-load-balancer-controller +all \d+ objects +yes +–$/m);
  expect(code).toBe(0);
  expect((await render('--diff', 'eks', 'eks')).stdout.trim().split('\n')).toHaveLength(1);
});

it('lists what others deploy, and what that does not prove', async () => {
  const { stdout } = await render('sources');
  expect(stdout).toContain('github.com/argoproj/argo-cd/v3@');
  expect(stdout).toContain('Not proved here:\n- aws-load-balancer-controller');
});

it.each([
  ['nonsense', 'Usage: npm run render -- apps|eks|local'],
  ['eks --nonsense', 'Usage: npm run render'],
  ['--diff eks', 'Usage: npm run render'],
  ['--diff eks nonsense', 'Usage: npm run render'],
  ['eks nonsense', 'No app is called nonsense: there are argocd, '],
  ['eks --since nonsense', 'git knows no revision nonsense'],
])('says in a sentence what is wrong: %s', async (args, message) => {
  const { code, stderr } = await render(...args.split(' '));
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
  expect(code).toBe(1);
});
