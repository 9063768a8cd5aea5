import { afterAll, beforeAll, expect, it } from 'vitest';
import { boxes } from '../hostile-files/files/boxes.ts';
import { playlists } from '../hostile-files/files/playlists.ts';
import { references } from '../hostile-files/files/references.ts';
import { sounds } from '../hostile-files/files/sounds.ts';
import { damagedFiles } from '../hostile-files/fuzz/damaged-files.ts';
import { takeApartDamaged } from '../hostile-files/fuzz/damaged-indexes.ts';
import { encode, refused, taken, written } from '../hostile-files/hostile-file.ts';
import { type Laboratory, openLaboratory } from '../hostile-files/laboratory/laboratory.ts';

// What `npm run faults -- hostile-files` does with hundreds of files and the whole product, with some and the converter alone.
let laboratory: Laboratory;
beforeAll(async () => {
  laboratory = await openLaboratory(new AbortController().signal);
});
afterAll(() => laboratory[Symbol.asyncDispose]());

const LANES = 2;

it.each([
  [
    'playlists that name a neighbour and a URL',
    playlists,
    /concat, a (neighbour|URL)$|behind the first bytes/,
  ],
  ['a subtitle and samples that lie elsewhere', references, /playlist of a URL|neighbour \(alis\)/],
  ['tables of 2^32 entries and boxes of 1 GB', boxes, /2\^32 - 1 samples|index of 1 MB/],
  ['sounds that nobody can hear', sounds, /384 channels$|11 days \(avi\), says|0 Hz$/],
])('ends with a reason, or in an MP3: %s', async (_, { files }, chosen) => {
  const some = files.filter(({ name }) => chosen.test(name));
  expect(some.length).toBeGreaterThan(1);
  expect(await laboratory.tryAll(some, LANES)).toEqual([]);
  expect(await laboratory.inspect()).toEqual([]);
});

it('is not brought down by a dozen videos that are damaged by lot', async () => {
  expect(await laboratory.tryAll(damagedFiles(12, 1, laboratory.findOriginal), LANES)).toEqual([]);
});

it('is not surprised beyond what it expects by indexes that are damaged by lot', async () => {
  expect(await takeApartDamaged(200, 1, laboratory.findOriginal)).toEqual([]);
});

it('notices what it looks for: another end, a wrong length, a neighbour that is read, a server that is called', async () => {
  const good = { upload: 'taken', outcomes: ['converted'], seconds: [8, 9] } as const;
  const make = (path: string) => encode(path, '-f', 'lavfi', '-i', 'sine=duration=2', '-f', 'matroska');
  const breaches = await laboratory.tryAll(
    [
      written('text', taken('converted'), () => 'text'),
      written('text again', refused('not-a-video'), () => 'text'),
      { name: 'short', ...good, make },
    ],
    1,
  );
  expect(breaches).toEqual([
    'text: ended as not-a-video, not as converted',
    expect.stringMatching(/^short: gave an MP3 of 2\S* s, not of 8 to 9 s$/),
  ]);
  await encode('/dev/null', '-i', laboratory.lure.neighbour, '-f', 'null');
  await fetch(`http://${laboratory.lure.host}`).catch(() => {});
  expect(await laboratory.inspect()).toEqual([
    'a server on loopback was called 1 times',
    'a neighbour was read',
  ]);
});
