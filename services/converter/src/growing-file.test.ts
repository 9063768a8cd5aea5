import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { growFile } from './growing-file.ts';

async function grow() {
  const directory = await mkdtemp(join(tmpdir(), 'growing-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const source = new PassThrough();
  const stop = new AbortController();
  return { source, stop, file: growFile(join(directory, 'file'), source, stop.signal) };
}

it('is read from its first byte on while it is written, by several at their own pace', async () => {
  const { source, file } = await grow();
  source.write('ab');
  expect(await file.has(2)).toBe(true);
  const early = file.read();
  await once(early, 'readable');
  expect(String(early.read())).toBe('ab');
  const whole = buffer(file.read());
  const rest = buffer(early);
  source.write('cd');
  source.end('e');
  expect(String(await rest)).toBe('cde');
  expect(String(await whole)).toBe('abcde');
  await file.complete;
  expect(String(await readFile(file.path))).toBe('abcde');
  expect(String(await buffer(file.read()))).toBe('abcde');
});

it('says that it will never have so much', async () => {
  const { source, file } = await grow();
  const has = file.has(3);
  source.end('ab');
  expect(await has).toBe(false);
  expect(await file.has(2)).toBe(true);
});

it('gives everything to a reader that has fallen far behind', async () => {
  const { source, file } = await grow();
  const reader = file.read();
  const bytes = Buffer.alloc(3_000_000, 7);
  source.end(bytes);
  await file.complete;
  expect((await buffer(reader)).equals(bytes)).toBe(true);
});

it('fails for everybody with what the source failed with', async () => {
  const { source, file } = await grow();
  const ends = [file.complete, file.has(1), buffer(file.read())].map(end =>
    expect(end).rejects.toThrow('gone'),
  );
  source.destroy(new Error('gone'));
  await Promise.all(ends);
});

it('ends at once when it is told to, though the source says nothing', async () => {
  const { stop, file } = await grow();
  const ends = [file.complete, buffer(file.read())].map(end => expect(end).rejects.toThrow());
  stop.abort(new Error('lease lost'));
  await Promise.all(ends);
});

it('goes on when a reader has had enough', async () => {
  const { source, file } = await grow();
  const reader = file.read();
  reader.on('error', () => {});
  source.write('a');
  await once(reader, 'readable');
  reader.destroy();
  source.end('b');
  await file.complete;
  expect(String(await buffer(file.read()))).toBe('ab');
});
