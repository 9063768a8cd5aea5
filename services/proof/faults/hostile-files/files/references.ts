import { basename, dirname } from 'node:path';
import { type Collection, encode, fine, taken, written } from '../hostile-file.ts';
import { avi } from '../writers/avi.ts';
import { latin1, u16, u16le, u32, u32le, zeros } from '../writers/bytes.ts';
import { element, fileTags, ID, matroska } from '../writers/matroska.ts';
import { box, FILE_TYPE, fullBox, movie } from '../writers/mp4.ts';

/** An alias record of the Mac: the volume, the folder and the file that the samples lie in (as mov_read_dref reads it). */
function alias(path: string): Buffer {
  const pascal = (text: string, length: number) =>
    Buffer.concat([Buffer.from([text.length]), latin1(text.padEnd(length - 1, '\0'))]);
  const field = (type: number, text: string) =>
    Buffer.concat([u16(type), u16(text.length), latin1(text), zeros(text.length % 2)]);
  const body = Buffer.concat([
    zeros(10),
    pascal('disk', 28),
    zeros(12),
    pascal(basename(path).slice(0, 63), 64),
    zeros(16),
    u16(1), // levels from
    u16(1), // levels to
    zeros(16),
    field(2, path),
    field(18, path),
    field(0, dirname(path)),
    u16(0xffff),
    u16(0),
  ]);
  return fullBox('alis', zeros(2), u16(body.length), body);
}

const reference = (type: string, target: string) =>
  box(
    'moov',
    box('rmra', box('rmda', fullBox('rdrf', latin1(type), u32(target.length + 1), latin1(`${target}\0`)))),
  );

const subtitle = (list: string) =>
  avi({
    others: [
      {
        type: 'txts',
        format: zeros(0),
        id: '01tx',
        packet: Buffer.concat([
          latin1('GAB2\0'),
          u16le(2),
          u32le(2),
          zeros(2),
          u16le(4),
          u32le(list.length),
          latin1(list),
        ]),
      },
    ],
  });

const playlist = (target: string) =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n${target}\n#EXT-X-ENDLIST\n`;

/** Videos that refer to other files, by means of their own format. What they hold themselves may be converted. */
export const references: Collection = {
  name: 'videos that refer to other files',
  files: [
    written('AVI, its GAB2 subtitle a playlist of a neighbour', fine(2), ({ neighbour }) =>
      subtitle(playlist(neighbour)),
    ),
    written('AVI, its GAB2 subtitle a playlist of a URL', fine(2), ({ host }) =>
      subtitle(playlist(`http://${host}/a.ts`)),
    ),
    written('AVI, its GAB2 subtitle a playlist of /etc/passwd', fine(2), () =>
      subtitle(playlist('/etc/passwd')),
    ),
    // ffmpeg does not follow an alias, and without samples there is nothing. What is not an alias it takes for the file itself.
    written('mov, samples in a neighbour (alis)', taken('corrupt'), ({ neighbour }) =>
      movie({ references: [alias(neighbour)] }),
    ),
    written('mov, samples in /etc/passwd (alis)', taken('corrupt'), () =>
      movie({ references: [alias('/etc/passwd')] }),
    ),
    written('mov, samples at a URL (url)', fine(2), ({ host }) =>
      movie({ references: [fullBox('url ', latin1(`http://${host}/a.mp4\0`))] }),
    ),
    written('mov, samples at a URL (alis)', taken('corrupt'), ({ host }) =>
      movie({ references: [alias(`http://${host}/a`)] }),
    ),
    written('mov, a reference movie (rmra) of a URL', taken('corrupt', 'no-audio'), ({ host }) =>
      Buffer.concat([FILE_TYPE, reference('url ', `http://${host}/a.mov`)]),
    ),
    written('mov, a reference movie (rmra) of a neighbour', taken('corrupt', 'no-audio'), ({ neighbour }) =>
      Buffer.concat([FILE_TYPE, reference('alis', neighbour)]),
    ),
    written('mkv that names its next file', fine(2), ({ neighbour, host }) =>
      matroska({
        duration: 2_000,
        extra: [
          element(ID.info, element(ID.nextId, zeros(16)), element(ID.nextFile, latin1(neighbour))),
          fileTags(['URL', latin1(`http://${host}/`)], ['SOURCE', latin1(neighbour)]),
        ],
      }),
    ),
    {
      name: 'wmv with a script that opens a URL',
      ...fine(2),
      make: (path, { host }) =>
        encode(
          path,
          '-f',
          'lavfi',
          '-i',
          'sine=duration=2',
          '-metadata',
          `WM/URL=http://${host}/`,
          '-f',
          'asf',
        ),
    },
  ],
};
