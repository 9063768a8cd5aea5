import { type Collection, encoded, fine, taken, written } from '../hostile-file.ts';
import { pcmTone } from '../writers/bytes.ts';
import { block, cluster, matroska, toneClusters, track } from '../writers/matroska.ts';

const tone = (seconds: number, frequency = 440) => [
  '-f',
  'lavfi',
  '-i',
  `sine=frequency=${frequency}:duration=${seconds}`,
];
const picture = (seconds: number) => ['-f', 'lavfi', '-i', `testsrc2=size=96x64:rate=10:duration=${seconds}`];
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast'];

const many = (count: number) =>
  matroska({
    duration: 2_000,
    tracks: Array.from({ length: count }, (_, index) => track({ number: index + 1 })),
  });

/** Streams that are too many, too few, or nothing for us. */
export const streams: Collection = {
  name: 'streams: none, two, a thousand, encrypted',
  files: [
    encoded('no audio (mp4)', taken('no-audio'), ...picture(1), ...H264, '-f', 'mp4'),
    encoded('no audio (avi)', taken('no-audio'), ...picture(1), '-c:v', 'mjpeg', '-f', 'avi'),
    encoded('no audio (mpegts)', taken('no-audio'), ...picture(1), ...H264, '-f', 'mpegts'),
    encoded('audio alone (mp4)', fine(2), ...tone(2), '-f', 'mp4'),
    encoded(
      'two audio tracks, the second of them the default',
      fine(4),
      ...tone(2),
      ...tone(4, 880),
      ...['-map', '0', '-map', '1', '-disposition:a:0', '0', '-disposition:a:1', 'default', '-f', 'matroska'],
    ),
    encoded(
      'two audio tracks of two lengths, in mp4',
      fine(2),
      ...tone(2),
      ...tone(4),
      '-map',
      '0',
      '-map',
      '1',
      '-f',
      'mp4',
    ),
    written('1,000 streams', fine(2), () => many(1_000)),
    written('5,000 streams', taken('corrupt'), () => many(5_000)),
    written('no stream', taken('no-audio'), () => matroska({ tracks: [] })),
    written('a packet of a track that is not there', taken('corrupt'), () =>
      matroska({ tracks: [track({ number: 2 })], clusters: [cluster(0, block(pcmTone(0.1, 8_000)))] }),
    ),
    written('a codec that does not exist', taken('corrupt'), () =>
      matroska({ tracks: [track({ codec: 'A_NONE' })] }),
    ),
    written('a track twice under one number', fine(2), () =>
      matroska({ duration: 2_000, tracks: [track(), track()], clusters: toneClusters(2) }),
    ),
    // Fails without the key, which nobody has: to the decoder the sound is noise.
    encoded(
      'mp4, encrypted (cenc-aes-ctr)',
      taken('corrupt'),
      ...tone(3),
      ...picture(3),
      ...H264,
      ...['-encryption_scheme', 'cenc-aes-ctr', '-encryption_key', '76a6c65c5ea762046bd749a2e632ccbb'],
      ...['-encryption_kid', 'a7e61c373e219033c21091fa607bf3b8', '-f', 'mp4'],
    ),
  ],
};
