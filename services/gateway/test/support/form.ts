import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** A short real video. */
export const SAMPLE = await readFile(
  new URL('../../../converter/test/media/bigbuckbunny.mp4', import.meta.url),
);

/** The beginning of an MP4 and then noise, which no two calls have in common. */
export function fakeVideo(size: number): Buffer {
  const head = Buffer.from('\0\0\0\x20ftypisom', 'latin1');
  return Buffer.concat([head, randomBytes(Math.max(size - head.length, 0))]);
}

/** A part of a form: a field, or a file where there is a file name. */
export type Part = { name?: string; fileName?: string; content: Buffer | string };

/** A body of `multipart/form-data` with its content type, byte for byte as a test wants it. */
export type Form = { type: string; body: Buffer; boundary: string };

/** Builds a form. */
export function formOf(...parts: Part[]): Form {
  return formWithBoundary(`----${randomBytes(12).toString('hex')}`, ...parts);
}

/** Builds a form whose boundary a test chooses. */
export function formWithBoundary(boundary: string, ...parts: Part[]): Form {
  const chunks = parts.flatMap(({ name = 'file', fileName, content }) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`,
    fileName === undefined ? '\r\n\r\n' : `; filename="${fileName}"\r\nContent-Type: video/mp4\r\n\r\n`,
    content,
    '\r\n',
  ]);
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...chunks, `--${boundary}--\r\n`].map(chunk => Buffer.from(chunk))),
    boundary,
  };
}

/** A form with one file. */
export const videoForm = (content: Buffer, fileName = 'video.mp4') => formOf({ fileName, content });
