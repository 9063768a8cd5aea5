import { describe, expect, it, vi } from 'vitest';
import { convertFile, isCutOff } from './conversion.ts';
import type { Media, Transcoder } from './transcoder.ts';

const video: Media = {
  audio: [{ index: 1, codec: 'aac', channels: 2, sampleRate: 44_100, isDefault: true, duration: 100 }],
  hasVideo: true,
  duration: 120,
  isEstimated: false,
  tags: {},
};
const withoutOwnLength: Media = { ...video, audio: video.audio.map(({ duration: _, ...stream }) => stream) };
const never = () => Promise.reject(new Error('not to be asked'));

describe('isCutOff', () => {
  it('expects 95 % of what is declared of the audio', async () => {
    expect(await isCutOff(95, video, never)).toBe(false);
    expect(await isCutOff(94.9, video, never)).toBe(true);
  });

  it('asks how far the video goes where only the whole has a length', async () => {
    expect(await isCutOff(114, withoutOwnLength, never)).toBe(false);
    expect(await isCutOff(50, withoutOwnLength, async () => 120)).toBe(false);
    expect(await isCutOff(50, withoutOwnLength, async () => 51)).toBe(true);
    expect(await isCutOff(50, { ...withoutOwnLength, hasVideo: false }, never)).toBe(true);
  });

  it('expects nothing of an estimate, but that there is something', async () => {
    expect(await isCutOff(1, { ...video, isEstimated: true }, never)).toBe(false);
    expect(await isCutOff(0, { ...video, isEstimated: true }, never)).toBe(true);
  });
});

describe('convertFile', () => {
  const transcoder = { measureVideo: never, transcode: vi.fn() };
  const looked = { source: '/source', video };
  const request = { name: 'a.mp4', maxSeconds: 110 };

  it('starts nothing once it is aborted', async () => {
    const aborted = { signal: AbortSignal.abort(new Error('lost')), onProgress() {} };
    await expect(convertFile(transcoder, looked, '/target', request, aborted)).rejects.toThrow('lost');
    expect(transcoder.transcode).not.toHaveBeenCalled();
  });

  it('turns seconds into a share that never exceeds 1', async () => {
    const onProgress = vi.fn();
    const transcode: Transcoder['transcode'] = async (_source, _target, _plan, running) => {
      running.onProgress(25);
      running.onProgress(103);
      throw new Error('enough');
    };
    const options = { signal: new AbortController().signal, onProgress };
    const converting = convertFile({ ...transcoder, transcode }, looked, '/target', request, options);
    await expect(converting).rejects.toThrow('enough');
    expect(onProgress.mock.calls).toEqual([[0.25], [1]]);
  });
});
