import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { afterAll, expect, test } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';
import { SealingKey, serviceVariables } from './service-config.ts';

const directory = mkdtempSync(join(tmpdir(), 'config-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

const Schema = Type.Object({
  ...serviceVariables,
  DATABASE_URL: Type.String({ pattern: '^postgres://' }),
  KEY: SealingKey,
  ENABLED: Type.Boolean({ default: false }),
});

const complete = {
  DATABASE_URL: 'postgres://auth@localhost/db',
  KEY: Buffer.alloc(32).toString('base64'),
};

function secretFile(name: string, content: string): string {
  const file = join(directory, name);
  writeFileSync(file, content);
  return file;
}

function problemsOf(env: NodeJS.ProcessEnv): string {
  try {
    loadConfig(Schema, env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('the configuration was accepted');
}

test('values get their types, absent and empty ones their defaults', () => {
  const config = loadConfig(Schema, { ...complete, PORT: '3000', ENABLED: 'true', HOST: '', UNKNOWN: 'x' });
  expect(config).toEqual({
    ...complete,
    HOST: '0.0.0.0',
    PORT: 3000,
    ADMIN_PORT: 9090,
    LOG_LEVEL: 'info',
    ENABLED: true,
  });
});

test('a secret comes from the file that X_FILE names, without its last line break', () => {
  const { DATABASE_URL, ...rest } = complete;
  const env = { ...rest, DATABASE_URL_FILE: secretFile('url', `${DATABASE_URL}\n`) };
  expect(loadConfig(Schema, env).DATABASE_URL).toBe(DATABASE_URL);
});

test('one message lists every problem, one a line', () => {
  const message = problemsOf({ DATABASE_URL: 'mysql://', PORT: 'http', LOG_LEVEL: 'loud', ENABLED: 'maybe' });
  const [head, ...lines] = message.split('\n  ');
  expect(head).toBe('The configuration has 5 problem(s):');
  expect(lines.map(line => line.split(' ')[0]).sort()).toEqual([
    'DATABASE_URL',
    'ENABLED',
    'KEY',
    'LOG_LEVEL',
    'PORT',
  ]);
  expect(message).toContain('KEY is not set (nor KEY_FILE)');
});

test('no value is ever shown', () => {
  const message = problemsOf({
    ...complete,
    DATABASE_URL: 'swordfish',
    KEY: 'correct-horse',
    PORT: 'staple',
  });
  expect(message).not.toMatch(/swordfish|correct-horse|staple/);
});

test('a variable and its file together are a mistake, and so is a file that is not there', () => {
  const message = problemsOf({
    ...complete,
    DATABASE_URL_FILE: secretFile('other', complete.DATABASE_URL),
    KEY: '',
    KEY_FILE: join(directory, 'missing'),
  });
  expect(message).toContain('DATABASE_URL and DATABASE_URL_FILE are both set: keep one');
  expect(message).toContain('KEY_FILE cannot be read: ENOENT');
});
