import { expect, test } from 'vitest';
import { HEAD_BYTES, sniffContainer } from './container.ts';

const head = (...parts: (string | Buffer)[]) =>
  Buffer.concat([...parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))]);
const hex = (text: string) => Buffer.from(text, 'hex');

/** Packets of a transport stream: a sync byte each, after `prefix` bytes of time code. */
function transportStream(prefix: number): Buffer {
  const packet = Buffer.alloc(prefix + 188);
  packet[prefix] = 0x47;
  return Buffer.concat([packet, packet, packet]).subarray(0, HEAD_BYTES);
}

test.each([
  ['mp4', head('\0\0\0\x20', 'ftypisom'), 'video/mp4'],
  ['m4v', head('\0\0\0\x20', 'ftypM4V '), 'video/mp4'],
  ['fragmented mp4', head('\0\0\0\x18', 'styp'), 'video/mp4'],
  ['3gp', head('\0\0\0\x18', 'ftyp3gp5'), 'video/3gpp'],
  ['mov', head('\0\0\0\x14', 'ftypqt  '), 'video/quicktime'],
  ['old mov, index first', head('\0\0\x10\0', 'moov'), 'video/quicktime'],
  ['old mov, padded', head('\0\0\0\x08', 'wide'), 'video/quicktime'],
  ['webm', head(hex('1a45dfa39f4286810142f7810142f2810442f381084282'), hex('84'), 'webm'), 'video/webm'],
  [
    'mkv',
    head(hex('1a45dfa3a34286810142f7810142f2810442f381084282'), hex('88'), 'matroska'),
    'video/x-matroska',
  ],
  ['avi', head('RIFF\x10\0\0\0AVI LIST'), 'video/x-msvideo'],
  ['flv', head('FLV\x01\x05'), 'video/x-flv'],
  ['wmv', hex('3026b2758e66cf11a6d900aa0062ce6c'), 'video/x-ms-asf'],
  ['ogg', head('OggS\0'), 'video/ogg'],
  ['mpegts', transportStream(0), 'video/mp2t'],
  ['m2ts of a Blu-ray', transportStream(4), 'video/mp2t'],
  ['mpeg program stream', hex('000001ba44'), 'video/mpeg'],
  ['mpeg elementary stream', hex('000001b3'), 'video/mpeg'],
])('%s is known by its first bytes', (_name, bytes, type) => {
  expect(sniffContainer(bytes)).toBe(type);
});

test.each([
  ['nothing', ''],
  ['text', 'this is not a video'],
  ['a list of files for ffmpeg', 'ffconcat version 1.0\nfile /etc/passwd\n'],
  ['a playlist', '#EXTM3U\n#EXT-X-VERSION:3\nhttp://10.0.0.1/a.ts\n'],
  ['a page', '<!doctype html><video src="ftypisom">'],
  ['an RIFF that is sound', 'RIFF\x10\0\0\0WAVEfmt '],
  ['a picture', '\x89PNG\r\n\x1a\n'],
  ['an MP3', 'ID3\x04\0'],
  ['a stray sync byte', 'G'.padEnd(188, '\0').padEnd(400, 'x')],
  ['a head that is too short', '\0\0\0\x20fty'],
])('%s is no video', (_name, text) => {
  expect(sniffContainer(head(text))).toBeUndefined();
});
