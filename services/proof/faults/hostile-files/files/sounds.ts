import { type Collection, fine, taken, written } from '../hostile-file.ts';
import { avi } from '../writers/avi.ts';
import { hex, pcmTone, zeros } from '../writers/bytes.ts';
import { block, cluster, matroska, track } from '../writers/matroska.ts';
import { movie } from '../writers/mp4.ts';

const wide = (channels: number) =>
  matroska({
    duration: 1_000,
    tracks: [track({ channels })],
    clusters: [
      cluster(
        0,
        ...Array.from({ length: 100 }, (_, index) => block(pcmTone(0.01, 8_000, channels), index * 10)),
      ),
    ],
  });

const at = (rate: number, sound = pcmTone(1, 8_000)) =>
  matroska({
    duration: (1_000 * sound.length) / 2 / rate,
    tracks: [track({ rate })],
    clusters: [cluster(0, block(sound))],
  });

/** Frames of MP3 (64 kbit/s, 44.1 kHz, silent), of which so many in a hundred are rubbish: to copy them would do no good. */
function brokenMp3(percent: number): Buffer {
  const frame = Buffer.concat([hex('fffb50c4'), zeros(204)]);
  const rubbish = Buffer.alloc(frame.length, 'rubbish');
  const blocks = Array.from({ length: 100 }, (_, index) =>
    block(index > 0 && index <= percent ? rubbish : frame, index * 26),
  );
  return matroska({
    duration: 2_612,
    tracks: [track({ codec: 'A_MPEG/L3', rate: 44_100, channels: 1 })],
    clusters: [cluster(0, ...blocks)],
  });
}

/** Numbers of channels and sample rates that nobody uses, and frames that are none. */
export const sounds: Collection = {
  name: 'channels, sample rates and frames that nobody uses',
  files: [
    written('MP3, whole', fine(2.6), () => brokenMp3(0)),
    written('MP3, 2 of 100 frames are rubbish', fine(2.6), () => brokenMp3(2)),
    written('MP3, half of the frames are rubbish', taken('corrupt'), () => brokenMp3(50)),
    written('6 channels', fine(1), () => wide(6)),
    written('255 channels', taken('corrupt'), () => wide(255)),
    written('384 channels', taken('corrupt'), () => wide(384)),
    written('384 channels (avi)', taken('corrupt'), () => avi({ channels: 384 })),
    written('384 channels (mov)', taken('corrupt'), () => movie({ channels: 384 })),
    written('65,535 channels', taken('corrupt'), () => matroska({ tracks: [track({ channels: 65_535 })] })),
    written('no channel', taken('corrupt'), () => matroska({ tracks: [track({ channels: 0 })] })),
    written('1 Hz, a minute', fine(60), () => at(1, zeros(120))),
    written('1 Hz, 10 min in a packet', fine(600), () => at(1, zeros(1_200))),
    written('1 Hz, 11 days in a packet', taken('too-long'), () => at(1, zeros(2_000_000))),
    written('1 Hz (avi)', fine(60), () => avi({ rate: 1, sound: zeros(120) })),
    written('1 Hz, 11 days (avi)', taken('too-long'), () => avi({ rate: 1, sound: zeros(2_000_000) })),
    written('1 Hz, 11 days (avi), says 1 s', taken('corrupt'), () =>
      avi({ rate: 1, sound: zeros(2_000_000), declaredFrames: 1 }),
    ),
    written('768 kHz', fine(1), () => at(768_000, pcmTone(1, 768_000))),
    written('768 kHz (avi)', fine(1), () => avi({ rate: 768_000, sound: pcmTone(1, 768_000) })),
    written('2 GHz', taken('corrupt'), () => at(2 ** 31 - 1)),
    written('0 Hz', taken('corrupt'), () => at(0)),
    written('a negative rate', fine(1), () => at(-8_000)),
    written('a rate that is no number', fine(1), () => at(Number.NaN)),
    written('an infinite rate', fine(1), () => at(Number.POSITIVE_INFINITY)),
    written('a rate with a fraction, 5 hours', taken('too-long'), () => at(0.4)),
  ],
};
