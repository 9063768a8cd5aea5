import { type Collection, fine, taken, written } from '../hostile-file.ts';
import { avi } from '../writers/avi.ts';
import { hex, latin1, pcmTone, u8, u16, u16le, u32le, zeros } from '../writers/bytes.ts';
import { flv } from '../writers/flv.ts';
import {
  block,
  cluster,
  element,
  endless,
  ID,
  matroska,
  matroskaHeader,
  track,
} from '../writers/matroska.ts';
import { movie } from '../writers/mp4.ts';

const TEN_HOURS = 36_000;

/** 20 ms of silence in Opus: a packet of 3 bytes (RFC 6716, 3.1: CELT, full band, one frame). */
const OPUS_SILENCE = hex('fcfffe');
const OPUS_HEAD = Buffer.concat([latin1('OpusHead\x01\x02'), u16le(0), u32le(48_000), zeros(3)]);

/** Ten hours of silence in 20 MB, a second at a time. */
function* silence(seconds: number, declared?: number): Generator<Buffer> {
  const sound = track({ codec: 'A_OPUS', codecPrivate: OPUS_HEAD, rate: 48_000, channels: 2 });
  yield matroska({
    tracks: [sound],
    clusters: [],
    ...(declared === undefined ? {} : { duration: declared * 1_000 }),
  });
  const blocks = Array.from({ length: 50 }, (_, index) => simpleBlock(OPUS_SILENCE, index * 20));
  for (let second = 0; second < seconds; second += 1) yield cluster(second * 1_000, ...blocks);
}

/** With its length in one byte, as small as can be. */
const simpleBlock = (data: Buffer, offset: number) =>
  Buffer.concat([hex(ID.simpleBlock), u8(0x84 + data.length, 0x81), u16(offset), u8(0x80), data]);

/** MP3 frames (64 kbit/s, 44.1 kHz, silent), all of them at the time 0, which a limit on time stamps does not see. */
function* timelessMp3(seconds: number): Generator<Buffer> {
  const frame = Buffer.concat([hex('fffb50c4'), zeros(204)]);
  yield matroska({ tracks: [track({ codec: 'A_MPEG/L3', rate: 44_100, channels: 1 })], clusters: [] });
  const second = cluster(0, ...Array.from({ length: 38 }, () => block(frame)));
  for (let done = 0; done < seconds; done += 1) yield second;
}

/** Headers that lie about how long it lasts, and files that last longer than they seem to. The limit here is 15 minutes. */
export const lengths: Collection = {
  name: 'lengths that are lies',
  files: [
    written('mov: says 1 s, holds 20 min', taken('too-long'), () =>
      movie({ seconds: 1_200, declaredSeconds: 1 }),
    ),
    written('mov: says 10 h, holds 1 s', fine(1), () => movie({ seconds: 1, declaredSeconds: TEN_HOURS })),
    written('mov: says 5 min, holds 1 s', fine(1), () => movie({ seconds: 1, declaredSeconds: 300 })),
    written('mkv: says 1 s, holds 10 h', taken('too-long'), () => Buffer.concat([...silence(TEN_HOURS, 1)])),
    written('mkv: says 10 h, holds 1 s', taken('too-long'), () => Buffer.concat([...silence(1, TEN_HOURS)])),
    written('mkv: says 5 min, holds 1 s', taken('corrupt'), () => Buffer.concat([...silence(1, 300)])),
    written('mkv: ten hours of silence, and says so', taken('too-long'), () => silence(TEN_HOURS, TEN_HOURS)),
    written('mkv: ten hours of silence, and says nothing', taken('too-long'), () => silence(TEN_HOURS)),
    written('avi: says 1 s, holds 20 min', taken('too-long'), () =>
      avi({ declaredFrames: 8_000, sound: pcmTone(1_200, 8_000) }),
    ),
    written('avi: says 10 h, holds 1 s', taken('too-long'), () =>
      avi({ declaredFrames: 8_000 * TEN_HOURS, sound: pcmTone(1, 8_000) }),
    ),
    written('flv: says 10 h, holds 2 s', taken('too-long'), () => flv({ declared: TEN_HOURS })),
    written('flv: says 1 s, holds 2 s', fine(2), () => flv({ declared: 1 })),
    written('MP3 in mkv, 20 min at one instant', taken('too-long'), () => timelessMp3(1_200)),
    written('mkv: a header, and nothing behind it', taken('corrupt'), () =>
      Buffer.concat([matroskaHeader(), endless(ID.segment, element(ID.tracks, track()))]),
    ),
  ],
};
