import { describe, expect, it } from 'vitest';
import { questionForKey, ROOT_PASSWORD, repositoryQuestions, SMTP_URL } from './questions.ts';

describe('the SMTP URL', () => {
  it.each([
    'smtp://user:password@mail.example:587',
    'smtps://you%40gmail.com:abcdefghijklmnop@smtp.gmail.com:465',
    'smtp://mail.example?requireTLS=true',
  ])('may be %s', answer => expect(SMTP_URL.problem(answer)).toBeUndefined());

  it.each([
    ['', 'That is no URL'],
    ['mail.example:587', 'It must begin with smtp:// or smtps://.'],
    ['https://mail.example', 'It must begin with smtp:// or smtps://.'],
    ['smtp://', 'It names no host.'],
    ['smtp://me:abcd efgh@smtp.gmail.com', 'A URL has no blanks.'],
    ['smtp://me:a/b@mail.example', 'That is no URL'],
  ])('may not be "%s"', (answer, problem) => expect(SMTP_URL.problem(answer)).toContain(problem));

  it('is quoted in no complaint', () => {
    expect(SMTP_URL.problem('smtp://me:pass/word@mail.example')).not.toContain('word@mail');
  });
});

it('checks one key by what its name says', () => {
  const problem = (key: string, answer: string) =>
    questionForKey('video-converter/gateway', key).problem(answer);
  expect(problem('database-url', 'postgres://u:p@db.example/video_converter')).toBeUndefined();
  expect(problem('database-url', 'mysql://u:p@db.example')).toContain('postgres://');
  expect(problem('mongodb-url', 'mongodb+srv://u:p@a.mongodb.example/media')).toBeUndefined();
  expect(problem('gateway-password', 'short')).toContain('8 to 128');
  expect(problem('keyfile', '')).toContain('empty');
  expect(problem('totp-key', Buffer.alloc(32).toString('base64'))).toBeUndefined();
  expect(problem('totp-key', Buffer.alloc(31).toString('base64'))).toContain('32 bytes');
});

it('takes a password only of what needs no escaping', () => {
  expect(ROOT_PASSWORD.problem('Az09._~-')).toBeUndefined();
  expect(ROOT_PASSWORD.problem('with@sign')).toBeDefined();
});

it('takes a deploy key with the end of its last line, or without', () => {
  const { problem, normalize } = repositoryQuestions.sshKey;
  const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nYQ==\n-----END OPENSSH PRIVATE KEY-----';
  expect(problem(key)).toBeUndefined();
  expect(normalize(key)).toBe(`${key}\n`);
  expect(normalize(`${key}\n`)).toBe(`${key}\n`);
  expect(problem('ssh-ed25519 AAAA')).toBeDefined();
});
