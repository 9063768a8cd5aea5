import { describe, expect, it } from 'vitest';
import { isProgress, type Probed, readClock, readMedia, readProgress } from './ffmpeg-output.ts';

/** As ffprobe's answer is parsed: more fields than we read, numbers as text, `N/A`. */
const found = (format: object, ...streams: object[]) => ({ format, streams, chapters: [] }) as Probed;
const audio = { index: 1, codec_type: 'audio', codec_name: 'aac', channels: 2, sample_rate: 48000 };

describe('readMedia', () => {
  it('reads streams, lengths and tags', () => {
    const data = found(
      { format_name: 'mov,mp4,m4a,3gp,3g2,mj2', duration: 6.1, tags: { TITLE: 'Song' } },
      { index: 0, codec_type: 'video', disposition: { attached_pic: 0 } },
      { ...audio, duration: 6, disposition: { default: '1' } },
    );
    expect(readMedia(data)).toEqual({
      audio: [{ index: 1, codec: 'aac', channels: 2, sampleRate: 48_000, isDefault: true, duration: 6 }],
      hasVideo: true,
      duration: 6.1,
      isEstimated: false,
      tags: { title: 'Song' },
    });
  });

  it("reads Matroska's lengths from the tag", () => {
    const tagged = { ...audio, duration: 'N/A', tags: { DURATION: '00:01:06.500000000' } };
    expect(readMedia(found({ format_name: 'matroska,webm', duration: 'N/A' }, tagged))).toMatchObject({
      audio: [{ duration: 66.5 }],
    });
  });

  it('knows the containers whose lengths are estimates, or of the whole only', () => {
    expect(readMedia(found({ format_name: 'mpegts' }, audio)).isEstimated).toBe(true);
    const [stream] = readMedia(found({ format_name: 'asf', duration: 9 }, { ...audio, duration: 9 })).audio;
    expect(stream).not.toHaveProperty('duration');
  });

  it("takes Ogg's tags from the stream, and no cover picture for a video", () => {
    const cover = { index: 0, codec_type: 'video', disposition: { attached_pic: 1 } };
    const media = readMedia(found({ format_name: 'ogg' }, cover, { ...audio, tags: { ARTIST: 'Ada' } }));
    expect(media).toMatchObject({ hasVideo: false, tags: { artist: 'Ada' } });
  });
});

describe('progress', () => {
  it('is read from the lines that ffmpeg rewrites', () => {
    const line = 'size=    2304kB time=00:02:27.40 bitrate= 128.0kbits/s speed= 147x    ';
    expect(isProgress(line)).toBe(true);
    expect(readProgress(line)).toBeCloseTo(147.4);
  });

  it('is 0 before the first packet', () => {
    expect(readProgress('size=       0kB time=N/A bitrate=N/A speed=N/A')).toBe(0);
    expect(readProgress('size=       0kB time=-577014:32:22.77 bitrate=N/A')).toBe(0);
  });

  it('is not taken from messages', () => {
    expect(isProgress('[error] time=00:00:01.00')).toBe(false);
    expect(readClock('1:2')).toBeUndefined();
  });
});
