import { writeFile } from 'node:fs/promises';
import { runSuccessfully } from '@vc/local/command.ts';
import type { VerdictCode } from '../../../converter/src/verdict.ts';

/** How a conversion may end: an MP3, or a verdict on the file. Nothing else is an end. */
export type Outcome = 'converted' | VerdictCode;

/** What files try to make ffmpeg open. */
export interface Lure {
  /** A video that nobody uploaded, on the disk of the converter. */
  neighbour: string;
  /** A server on loopback, as `127.0.0.1:port`. */
  host: string;
}

/** A file that is made to break something, and what may become of it. */
export interface HostileFile {
  /** Of the case in reports; unique in its collection. */
  name: string;
  /** Name of the upload, where that is the attack. */
  uploadName?: string;
  /** Whether the gateway takes it (202), or sees by its first bytes that it is no video (415); either, where chance damages them. */
  upload: 'taken' | 'refused' | 'either';
  outcomes: readonly [Outcome, ...Outcome[]];
  /** Length of the MP3 at least and at most, where there is one; by default what its own header says is enough. */
  seconds?: readonly [number, number];
  /** Writes it. */
  make(path: string, lure: Lure): Promise<void>;
}

/** Files of one kind. */
export interface Collection {
  name: string;
  files: readonly HostileFile[];
}

/** What is expected of a file: the two ends of its way. */
export type Expectation = Pick<HostileFile, 'upload' | 'outcomes' | 'seconds' | 'uploadName'>;

/** It passes as a video, and its conversion ends in one of these ways. */
export const taken = (...outcomes: [Outcome, ...Outcome[]]): Expectation => ({ upload: 'taken', outcomes });

/** It passes, and the MP3 is so long (give or take a tenth). */
export const fine = (seconds: number): Expectation => ({
  ...taken('converted'),
  seconds: [seconds * 0.9, seconds * 1.1 + 0.1],
});

/** The gateway sends it back. Were it to come to the converter all the same, that would say so. */
export const refused = (...outcomes: [Outcome, ...Outcome[]]): Expectation => ({
  upload: 'refused',
  outcomes,
});

type Content = Buffer | string | Iterable<Buffer>;

/** A file of bytes that we write ourselves. */
export const written = (
  name: string,
  expected: Expectation,
  content: (lure: Lure) => Content | Promise<Content>,
): HostileFile => ({
  name,
  ...expected,
  make: async (path, lure) => writeFile(path, await content(lure)),
});

/** A file that ffmpeg makes, by arguments between `ffmpeg` and the output. */
export const encoded = (name: string, expected: Expectation, ...args: string[]): HostileFile => ({
  name,
  ...expected,
  make: path => encode(path, ...args),
});

/** Runs ffmpeg on what is ours. */
export async function encode(path: string, ...args: string[]): Promise<void> {
  await runSuccessfully(['ffmpeg', '-nostdin', '-loglevel', 'error', '-y', ...args, path]);
}
