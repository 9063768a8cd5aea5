import { crc32, deflateSync } from 'node:zlib';
import { type Collection, fine, taken, written } from '../hostile-file.ts';
import { latin1, u8, u32, zeros } from '../writers/bytes.ts';
import { attachment, fileTags, matroska } from '../writers/matroska.ts';
import { movie, tags } from '../writers/mp4.ts';

/** A PNG of one colour (W3C PNG, 5): some hundred kilobytes that are `side` x `side` pixels. */
function png(side: number): Buffer {
  const part = (type: string, data: Buffer) => {
    const body = Buffer.concat([latin1(type), data]);
    return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
  };
  const header = Buffer.concat([u32(side), u32(side), u8(8, 0, 0, 0, 0)]);
  const rows = deflateSync(zeros(side * (side + 1)), { level: 1 });
  return Buffer.concat([
    latin1('\x89PNG\r\n\x1a\n'),
    part('IHDR', header),
    part('IDAT', rows),
    part('IEND', zeros(0)),
  ]);
}

/** A PNG that says it has so many pixels, and has none. */
const emptyPng = (side: number) =>
  Buffer.concat([png(1).subarray(0, 16), u32(side), u32(side), png(1).subarray(24)]);

const covered = (picture: Buffer) => movie({ inIndex: [tags(['covr', 'picture', picture])] });
const titled = (title: string | Buffer) =>
  matroska({
    duration: 2_000,
    extra: [fileTags(['TITLE', typeof title === 'string' ? Buffer.from(title) : title])],
  });

/** What a line of ffprobe's answer would look like. */
const FORGED = 'x\n[/FORMAT]\n[STREAM]\nindex=0\ncodec_name=mp3\ncodec_type=audio\nduration=1\n[/STREAM]';

/** What comes along with a video: covers that unpack to gigabytes, tags that are long, many, or something else's syntax. */
export const picturesAndTags: Collection = {
  name: 'covers and tags: giant, many, malicious',
  files: [
    written('a cover of 8,000 x 8,000', fine(2), () => covered(png(8_000))),
    written('a cover of 16,000 x 16,000', fine(2), () => covered(png(16_000))),
    written('a cover that says 65,535 x 65,535', fine(2), () => covered(emptyPng(65_535))),
    written('a cover that says 2^31 x 2^31', fine(2), () => covered(emptyPng(2 ** 31 - 1))),
    written('a cover of 40 MB', fine(2), () => covered(Buffer.alloc(40_000_000, 'JFIF'))),
    written('a hundred covers', fine(2), () =>
      movie({
        inIndex: [
          tags(
            ...Array.from({ length: 100 }, (): ['covr', 'picture', Buffer] => ['covr', 'picture', png(500)]),
          ),
        ],
      }),
    ),
    written('an attached picture of 16,000 x 16,000', fine(2), () =>
      matroska({ duration: 2_000, extra: [attachment('cover.png', 'image/png', png(16_000))] }),
    ),
    written('an attachment with a path for a name', fine(2), () =>
      matroska({
        duration: 2_000,
        extra: [attachment('../../../tmp/was-here', 'application/x-truetype-font', zeros(1_000))],
      }),
    ),
    written('a title of 1 MB', fine(2), () => titled('x'.repeat(1_000_000))),
    written('a title of 15 MB', taken('corrupt'), () => titled('x'.repeat(15_000_000))),
    written('a title of 20 MB', taken('converted', 'corrupt'), () => titled('x'.repeat(20_000_000))),
    written('200 MB of tags that nobody reads', fine(2), () =>
      matroska({
        duration: 2_000,
        extra: [
          fileTags(
            ...Array.from({ length: 20 }, (_, index): [string, Buffer] => [
              `T${index}`,
              Buffer.alloc(10_000_000, 'x'),
            ]),
          ),
        ],
      }),
    ),
    written('20,000 tags', fine(2), () =>
      matroska({
        duration: 2_000,
        extra: [
          fileTags(
            ...Array.from({ length: 20_000 }, (_, index): [string, Buffer] => [`T${index}`, latin1('x')]),
          ),
        ],
      }),
    ),
    written('a title that forges what ffprobe says', fine(2), () => titled(FORGED)),
    written('a title with NUL, CR and LF', fine(2), () => titled('a\0b\r\nc\x1b[31m')),
    written('a title that is not UTF-8', fine(2), () =>
      titled(Buffer.from([0xff, 0xfe, 0xed, 0xa0, 0x80, 0xc0, 0x80])),
    ),
    written('a title of half a character at the limit', fine(2), () => titled(`${'x'.repeat(499)}😀😀`)),
    written('a title that is an option', fine(2), () => titled('-i /etc/passwd -f lavfi')),
    written('tags by the names of JavaScript', fine(2), () =>
      matroska({
        duration: 2_000,
        extra: [
          fileTags(['__proto__', latin1('x')], ['constructor', latin1('x')], ['toString', latin1('x')]),
        ],
      }),
    ),
    ...[
      '-i',
      '--help',
      '@file',
      '../../etc/passwd',
      'concat:a|b',
      'video -f lavfi -i sine',
      '%d.mp4',
      '=',
      '\u202e4pm.exe',
    ].map(name => ({
      ...written(`a file by the name of ${name}`, fine(2), () => matroska({ duration: 2_000 })),
      uploadName: name,
    })),
  ],
};
