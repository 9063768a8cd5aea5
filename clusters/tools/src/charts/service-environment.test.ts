import { expect, it } from 'vitest';
import { declaredVariables, environmentOf, environmentProblems } from './service-environment.ts';

it('reads the variables of a configuration, and the shared ones where they are spread in', () => {
  const own = `const Store = Type.Object({ STORE_URL: Type.String(), KEY: Key });
const Config = Type.Object({
  ...serviceVariables,
  /** Not A_COMMENT: this. */
  DATABASE_URL: Type.String(),
  TTL_2: Type.Integer({ default: 1 }),
});`;
  const shared = 'const serviceVariables = {\n  PORT: Type.Integer(),\n};';
  expect(declaredVariables(own, shared)).toEqual(['STORE_URL', 'KEY', 'DATABASE_URL', 'TTL_2', 'PORT']);
  expect(declaredVariables(own.replace('...serviceVariables,', ''), shared)).not.toContain('PORT');
});

it('joins what config maps and the container itself set', () => {
  const map = (namespace: string, value: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'web', namespace },
    data: { A: value, B: value },
  });
  const container = {
    name: 'web',
    env: [{ name: 'B', value: 'own' }],
    envFrom: [{ configMapRef: { name: 'web' } }],
  };
  expect(environmentOf(container, 'front', [map('back', '1'), map('front', '2')])).toEqual({
    A: '2',
    B: 'own',
  });
});

it('lets only pass that mounted secrets are not here', () => {
  const output = [
    'The configuration has 4 problem(s):',
    '  DATABASE_URL_FILE cannot be read: ENOENT',
    '  DATABASE_URL is not set (nor DATABASE_URL_FILE)',
    '  DATABASE is not set (nor DATABASE_FILE)',
    '  LOG_LEVEL must be equal to one of the allowed values',
  ];
  expect(environmentProblems(output)).toEqual([
    'DATABASE is not set (nor DATABASE_FILE)',
    'LOG_LEVEL must be equal to one of the allowed values',
  ]);
});
