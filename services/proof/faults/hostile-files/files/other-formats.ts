import { deflateRawSync, gzipSync } from 'node:zlib';
import { type Collection, encoded, type HostileFile, refused, written } from '../hostile-file.ts';
import { hex, latin1, u16le, u32le, zeros } from '../writers/bytes.ts';

/** An archive of one text (APPNOTE.TXT, 4.3). Its sums are left out: nothing that comes to see it unpacks it. */
export function zip(text = 'x'.repeat(1_000)): Buffer {
  const packed = deflateRawSync(text);
  const fields = Buffer.concat([
    ...[20, 0, 8, 0, 0].map(u16le),
    ...[0, packed.length, text.length].map(u32le),
    u16le(5),
  ]);
  const local = Buffer.concat([latin1('PK\x03\x04'), fields, u16le(0), latin1('a.txt'), packed]);
  const central = Buffer.concat([latin1('PK\x01\x02'), u16le(20), fields, zeros(18), latin1('a.txt')]);
  const end = [
    latin1('PK\x05\x06'),
    zeros(4),
    u16le(1),
    u16le(1),
    u32le(central.length),
    u32le(local.length),
    zeros(2),
  ];
  return Buffer.concat([local, central, ...end]);
}

export const PDF =
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';

export const HTML = '<!doctype html><title>x</title><script>fetch("http://127.0.0.1/")</script>';

/** Refused at upload, and no video to the converter either. */
const foreign = (name: string, content: string | Buffer): HostileFile =>
  written(name, refused('not-a-video'), () => content);

/** What is no video at all, under the name of one. */
export const otherFormats: Collection = {
  name: 'other formats under the name of a video',
  files: [
    foreign('nothing', ''),
    foreign('one byte', '\0'),
    foreign('text', 'hello world, this is not a video'),
    foreign('zeros', zeros(100_000)),
    foreign(
      'SVG with an image elsewhere',
      '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    ),
    foreign(
      'XML with an external entity',
      '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    ),
    foreign('HTML', HTML),
    foreign('zip', zip()),
    foreign('gzip', gzipSync(zeros(1_000_000))),
    foreign('PDF', PDF),
    foreign('a program', Buffer.concat([hex('7f454c4602010100'), zeros(1_000)])),
    foreign('a script', '#!/bin/sh\nid > /tmp/was-here\n'),
    encoded('a picture (PNG)', refused('not-a-video'), ...picture('png')),
    encoded('a picture (JPEG)', refused('not-a-video'), ...picture('mjpeg')),
    encoded(
      'an animation (GIF)',
      refused('not-a-video'),
      '-f',
      'lavfi',
      '-i',
      'testsrc=duration=1:size=64x64',
      '-f',
      'gif',
    ),
    ...['mp3', 'wav', 'flac'].map(format =>
      encoded(
        `sound alone (${format})`,
        refused('not-a-video'),
        '-f',
        'lavfi',
        '-i',
        'sine=duration=1',
        '-f',
        format,
      ),
    ),
  ],
};

function picture(codec: string): string[] {
  return [
    '-f',
    'lavfi',
    '-i',
    'testsrc=duration=1:size=64x64',
    '-frames:v',
    '1',
    '-c:v',
    codec,
    '-f',
    'image2pipe',
  ];
}
