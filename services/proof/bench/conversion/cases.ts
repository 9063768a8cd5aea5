import { availableParallelism } from 'node:os';
import type { Sizes } from '../sizes.ts';
import type { Aim } from '../table.ts';
import { makeVideo } from '../video.ts';
import { makeVariant, type Variant } from './variants.ts';

/** What is converted, on how many cores, and what that should take against plain ffmpeg. */
export type Case = {
  what: string;
  video: string;
  cores: number;
  aim: Aim;
  /** The audio of the video by itself, where no more of it should be fetched and kept than that. */
  audio?: string;
};

/** All of them; makes the videos that are not there yet, which takes long. */
export async function makeCases(
  { videoSeconds, longVideoSeconds }: Sizes,
  signal: AbortSignal,
): Promise<Case[]> {
  const cores = availableParallelism();
  const variant = (name: Variant) => makeVariant(name, videoSeconds, signal);
  const phone = await makeVideo(videoSeconds, signal);
  const audio = await variant('audio.m4a');
  const cases: Case[] = [
    { what: `mp4 of ${videoSeconds} s, 5 Mbps`, video: phone, cores, aim: { atMost: 0.65 } },
    { what: 'the same, one core', video: phone, cores: 1, aim: { atMost: 1.05 } },
    {
      what: `mov of ${videoSeconds} s, 20 Mbps, 1 s interleave`,
      ...{ video: await variant('camera.mov'), cores, aim: { atMost: 0.65 }, audio },
    },
    { what: 'mkv', video: await variant('matroska.mkv'), cores, aim: { atMost: 1.05 } },
    { what: 'webm with Opus', video: await variant('opus.webm'), cores, aim: { atMost: 1.05 } },
    { what: 'fragmented mp4', video: await variant('fragmented.mp4'), cores, aim: { atMost: 1.05 } },
    { what: 'MP3 inside, copied', video: await variant('mp3.mp4'), cores, aim: { atMost: 0.1 } },
    { what: 'clip of 1 s', video: await makeVideo(1, signal), cores, aim: { aboveAtMost: 0.15 } },
  ];
  if (longVideoSeconds) {
    const video = await makeVideo(longVideoSeconds, signal);
    cases.push({ what: `mp4 of ${longVideoSeconds} s`, video, cores, aim: { atMost: 0.6 } });
  }
  return cases;
}
