import { describe, expect, it } from 'vitest';
import { probeArguments, sourceArguments, targetArguments } from './ffmpeg-arguments.ts';
import type { Encoding, Plan } from './transcoder.ts';

const plan = (encoding: Encoding): Plan => ({
  stream: 2,
  encoding,
  tags: { title: 'My song = -y', artist: 'Ada' },
  cutAt: 14_401,
});

describe('the arguments of ffmpeg', () => {
  it('open local files of known containers only, in the probe and in the conversion', () => {
    for (const args of [probeArguments(), sourceArguments()]) {
      expect(args[args.indexOf('-protocol_whitelist') + 1]).toBe('file');
      const formats = args[args.indexOf('-format_whitelist') + 1];
      expect(formats).toContain('matroska');
      expect(formats).not.toMatch(/hls|concat|dash/);
    }
  });

  it('never read standard input', () => {
    expect(sourceArguments()).toContain('-nostdin');
  });

  it('map the chosen stream alone, drop all metadata and set the chosen tags', () => {
    const args = targetArguments(plan({ mode: 'copy' }));
    expect(args.slice(0, 9)).toEqual([
      '-map',
      '0:2',
      '-vn',
      '-sn',
      '-dn',
      '-map_metadata',
      '-1',
      '-map_chapters',
      '-1',
    ]);
    expect(args).toContain('title=My song = -y');
    expect(args).toContain('artist=Ada');
  });

  it('encode at a constant bitrate', () => {
    const args = targetArguments(plan({ mode: 'constant', kbps: 192, channels: 2, sampleRate: 44_100 }));
    expect(args.join(' ')).toContain('-c:a libmp3lame -b:a 192k -ac 2 -ar 44100 -t 14401');
  });

  it('encode at a variable bitrate', () => {
    const args = targetArguments(plan({ mode: 'variable', quality: 2, channels: 1, sampleRate: 48_000 }));
    expect(args.join(' ')).toContain('-c:a libmp3lame -q:a 2 -ac 1 -ar 48000 -t 14401');
  });

  it('encode a segment, counted in samples of the output', () => {
    const encoding: Encoding = { mode: 'constant', kbps: 128, channels: 1, sampleRate: 44_100 };
    const [first, last] = [{ start: 0, end: 56_448 }, { start: 56_448 }].map(segment =>
      targetArguments({ ...plan(encoding), segment }),
    );
    expect(first).toContain(
      'aformat=sample_fmts=s32p|fltp|s16p:sample_rates=44100:channel_layouts=mono,atrim=start_sample=0:end_sample=56448',
    );
    expect(last?.join(' ')).toContain(`atrim=start_sample=56448:end_sample=${14_401 * 44_100}`);
    expect(first).not.toContain('-t');
  });

  it('copy without encoding', () => {
    expect(targetArguments(plan({ mode: 'copy' })).join(' ')).toContain('-c:a copy -t 14401');
  });
});
