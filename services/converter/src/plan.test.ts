import { describe, expect, it } from 'vitest';
import {
  chooseEncoding,
  chooseSampleRate,
  chooseStream,
  chooseTags,
  nameEncoding,
  planConversion,
} from './plan.ts';
import type { AudioStream, Media } from './transcoder.ts';

const stream = (values: Partial<AudioStream> = {}): AudioStream => ({
  index: 1,
  codec: 'aac',
  channels: 2,
  sampleRate: 44_100,
  isDefault: false,
  ...values,
});
const media = (values: Partial<Media> = {}): Media => ({
  audio: [stream()],
  hasVideo: true,
  isEstimated: false,
  tags: {},
  ...values,
});
const request = { name: 'holiday.mp4', maxSeconds: 100 };

describe('planConversion', () => {
  it('says no-audio where there is no audio stream', () => {
    expect(() => planConversion(media({ audio: [] }), request)).toThrow(
      expect.objectContaining({ code: 'no-audio' }),
    );
  });

  it('says too-long where a header declares more than the limit', () => {
    const tooLong = expect.objectContaining({ code: 'too-long' });
    expect(() => planConversion(media({ audio: [stream({ duration: 101 })] }), request)).toThrow(tooLong);
    expect(() => planConversion(media({ duration: 101 }), request)).toThrow(tooLong);
  });

  it('believes the length of the audio before the length of the whole, and no estimate', () => {
    expect(planConversion(media({ duration: 101, audio: [stream({ duration: 9 })] }), request).stream).toBe(
      1,
    );
    expect(planConversion(media({ duration: 101, isEstimated: true }), request).stream).toBe(1);
  });

  it('cuts just behind the limit, so that what goes on beyond it shows', () => {
    expect(planConversion(media(), request).cutAt).toBe(101);
  });
});

describe('chooseStream', () => {
  it('prefers the default track, else takes the first', () => {
    const [first, second] = [stream({ index: 1 }), stream({ index: 2, isDefault: true })];
    expect(chooseStream([first, second])).toBe(second);
    expect(chooseStream([first, stream({ index: 3 })])).toBe(first);
    expect(chooseStream([])).toBeUndefined();
  });
});

describe('chooseEncoding', () => {
  it('copies MP3 only where no bitrate is asked', () => {
    expect(chooseEncoding(stream({ codec: 'mp3' }))).toEqual({ mode: 'copy' });
    expect(chooseEncoding(stream({ codec: 'mp3' }), '192')).toMatchObject({ mode: 'constant', kbps: 192 });
  });

  it('mixes down to two channels and leaves mono alone', () => {
    expect(chooseEncoding(stream({ channels: 6 }))).toMatchObject({ channels: 2, kbps: 128 });
    expect(chooseEncoding(stream({ channels: 1 }))).toMatchObject({ channels: 1 });
    expect(chooseEncoding(stream({ channels: 0 }))).toMatchObject({ channels: 2 });
  });

  it('reads variable qualities', () => {
    expect(chooseEncoding(stream(), 'v0')).toMatchObject({ mode: 'variable', quality: 0 });
    expect(nameEncoding(chooseEncoding(stream(), 'v9'))).toBe('v9');
    expect(nameEncoding(chooseEncoding(stream(), '320'))).toBe('320');
    expect(nameEncoding({ mode: 'copy' })).toBe('copy');
  });
});

describe('chooseSampleRate', () => {
  it.each([
    [44_100, 44_100],
    [48_000, 48_000],
    [32_000, 32_000],
    [8_000, 32_000],
    [11_025, 44_100],
    [12_000, 48_000],
    [22_050, 44_100],
    [37_000, 44_100],
    [47_999, 48_000],
    [88_200, 44_100],
    [96_000, 48_000],
    [192_000, 48_000],
    [0, 48_000],
  ])('makes %i Hz %i Hz, where every bitrate exists', (rate, expected) => {
    expect(chooseSampleRate(rate)).toBe(expected);
  });
});

describe('chooseTags', () => {
  it('keeps title and artist, and drops where a phone was', () => {
    const tags = { title: 'Song', artist: 'Ada', 'com.apple.quicktime.location.iso6709': '+52+013/' };
    expect(chooseTags(tags, 'x.mp4')).toEqual({ title: 'Song', artist: 'Ada' });
  });

  it('takes the name of the upload without its extension where there is no title', () => {
    expect(chooseTags({}, 'Holiday in Norway.final.mp4')).toEqual({ title: 'Holiday in Norway.final' });
    expect(chooseTags({ title: ' ' }, 'video')).toEqual({ title: 'video' });
    expect(chooseTags({}, '.mp4')).toEqual({ title: '.mp4' });
  });

  it('makes any text safe: no control characters, bounded, well-formed', () => {
    expect(chooseTags({ title: `a\u0000b\nc\ud800${'x'.repeat(1_000)}` }, 'x').title).toMatch(
      /^a b c\ufffdx{400,}$/,
    );
  });
});
