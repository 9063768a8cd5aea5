import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runSuccessfully } from '@vc/local/command.ts';
import { cacheDirectory } from '@vc/local/native/cache-directory.ts';

/** What is encoded; the rest repeats it. */
const LOOP_SECONDS = 20;

/** Changed with whatever is changed below, so that no old file is taken for a new one. */
const RECIPE = 1;

/** A picture that costs 5 Mbps, and sound that gives a decoder and an encoder work: noise with tones that change. */
const INPUTS = [
  ...['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=25'],
  ...['-f', 'lavfi', '-i', 'anoisesrc=color=pink:amplitude=0.3:sample_rate=44100:seed=1'],
  ...['-f', 'lavfi', '-i', 'anoisesrc=color=pink:amplitude=0.3:sample_rate=44100:seed=2'],
  ...[
    '-f',
    'lavfi',
    '-i',
    "aevalsrc='0.3*sin(2*PI*(220+40*floor(2*t))*t)+0.2*sin(2*PI*1760*t)*exp(-4*mod(t,0.5))':s=44100",
  ],
];
const SOUND =
  '[1][2]join=inputs=2:channel_layout=stereo[noise];[noise][3]amix=inputs=2:normalize=0,aresample=44100[sound]';
const PICTURE_CODEC = [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
  ...[
    '-b:v',
    '4870k',
    '-minrate',
    '4870k',
    '-maxrate',
    '4870k',
    '-bufsize',
    '5M',
    '-x264-params',
    'nal-hrd=cbr',
  ],
];
const SOUND_CODEC = ['-c:a', 'aac', '-b:a', '128k', '-ac', '2'];

/**
 * An MP4 of H.264 at 5 Mbps with stereo AAC at 128 kbit/s and its index at the end, as a phone writes it. It is made once
 * and kept in the cache.
 */
export async function makeVideo(seconds: number, signal: AbortSignal): Promise<string> {
  const folder = join(cacheDirectory(), 'bench');
  const video = join(folder, `video-${seconds}s-${RECIPE}.mp4`);
  if (existsSync(video)) return video;
  await mkdir(folder, { recursive: true });
  const [loop, unfinished] = [`loop-${process.pid}.mp4`, `video-${process.pid}.mp4`].map(name =>
    join(folder, name),
  ) as [string, string];
  try {
    const encode = [
      ...INPUTS,
      '-filter_complex',
      SOUND,
      '-map',
      '0:v',
      '-map',
      '[sound]',
      ...PICTURE_CODEC,
      ...SOUND_CODEC,
    ];
    await ffmpeg([...encode, '-t', String(LOOP_SECONDS), loop], signal);
    const repeat = ['-stream_loop', '-1', '-i', loop, '-c', 'copy', '-t', String(seconds)];
    await ffmpeg([...repeat, unfinished], signal);
    await rename(unfinished, video);
  } finally {
    for (const file of [loop, unfinished]) await rm(file, { force: true });
  }
  return video;
}

function ffmpeg(args: string[], signal: AbortSignal): Promise<string> {
  return runSuccessfully(['ffmpeg', '-nostdin', '-y', '-loglevel', 'error', ...args], { signal });
}
