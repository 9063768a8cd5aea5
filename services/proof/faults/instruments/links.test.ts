import { expect, it } from 'vitest';
import { withPort } from './links.ts';

it.each([
  [
    'postgres://gateway:p%40ss@127.0.0.1:5432/video_converter',
    'postgres://gateway:p%40ss@127.0.0.1:1/video_converter',
  ],
  [
    'mongodb://gateway:secret@127.0.0.1:27017/media?authSource=admin',
    'mongodb://gateway:secret@127.0.0.1:1/media?authSource=admin',
  ],
  ['amqp://converter:secret@localhost:5672', 'amqp://converter:secret@127.0.0.1:1'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:1/'],
  ['smtp://localhost:2525?requireTLS=true', 'smtp://127.0.0.1:1?requireTLS=true'],
])('leads %s through another port', (url, through) => {
  expect(withPort(url, 1)).toBe(through);
});
