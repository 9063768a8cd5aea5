import { expect, it } from 'vitest';
import { formatImageFile, parseImageFile } from './image-file.ts';

const IMAGE = {
  repository: 'registry.example/video-converter/auth',
  digest: `sha256:${'a'.repeat(64)}`,
  source: '0123456789abcdef0123456789abcdef01234567',
};

it('writes values of the chart, and where the image comes from beside them', () => {
  expect(formatImageFile(IMAGE)).toBe(`# CI alone writes this file: npm run images -- deploy
# Built from 0123456789abcdef0123456789abcdef01234567
image:
  repository: registry.example/video-converter/auth
  digest: sha256:${'a'.repeat(64)}
`);
});

it('reads what it has written', () => {
  expect(parseImageFile(formatImageFile(IMAGE))).toEqual(IMAGE);
});

it('makes do with a file of others, or none', () => {
  expect(parseImageFile('')).toEqual({});
  expect(parseImageFile('image: {digest: "sha256:1"}')).toEqual({ digest: 'sha256:1' });
});
