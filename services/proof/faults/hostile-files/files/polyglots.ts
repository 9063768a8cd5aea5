import { type Collection, fine, refused, taken, written } from '../hostile-file.ts';
import { hex, latin1, zeros } from '../writers/bytes.ts';
import { matroska } from '../writers/matroska.ts';
import { box, FILE_TYPE, movie } from '../writers/mp4.ts';
import { HTML, PDF, zip } from './other-formats.ts';

/** What is not zero and not random either: no format. */
const rubbish = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * index * 7) % 251));

/** First bytes of each container that the gateway knows, which is all that it asks. */
const HEADS: [name: string, head: Buffer][] = [
  ['mp4', Buffer.concat([hex('00000020'), latin1('ftypisom')])],
  ['mov without a type', Buffer.concat([hex('00000008'), latin1('wide')])],
  ['mkv', hex('1a45dfa3a34286810142f7810142f2810442f3810842828861736b61')],
  ['webm', Buffer.concat([hex('1a45dfa39f4282847765626d')])],
  ['avi', latin1('RIFF\x10\0\0\0AVI LIST')],
  ['flv', latin1('FLV\x01\x05\0\0\0\x09\0\0\0\0')],
  ['asf', hex('3026b2758e66cf11a6d900aa0062ce6c')],
  ['ogg', latin1('OggS\0\x02')],
  ['mpeg', hex('000001ba44')],
  ['mpegts', Buffer.concat([0, 1, 2].map(() => Buffer.concat([latin1('G'), zeros(187)])))],
];

/** Files that are two things at once. What is a video is converted; what only looks like one is not. */
export const polyglots: Collection = {
  name: 'files that are two things at once',
  files: [
    written('mov and zip', fine(2), () => Buffer.concat([movie(), zip()])),
    written('mov and HTML', fine(2), () => movie({ inFront: [box('free', latin1(HTML))] })),
    written('mov and PDF', fine(2), () => movie({ inFront: [box('free', latin1(PDF))] })),
    written('mov and a playlist', fine(2), ({ host }) =>
      movie({ inFront: [box('free', latin1(`\n#EXTM3U\n#EXTINF:9,\nhttp://${host}/a.ts\n`))] }),
    ),
    written('mkv and zip', fine(2), () => Buffer.concat([matroska({ duration: 2_000 }), zip()])),
    written('PDF and mov', refused('not-a-video'), () => Buffer.concat([latin1(PDF), movie()])),
    written('zip and mov', refused('not-a-video'), () => Buffer.concat([zip(), movie()])),
    written('the first box of an mp4 and zip', taken('corrupt', 'no-audio'), () =>
      Buffer.concat([FILE_TYPE, zip()]),
    ),
    ...HEADS.map(([name, head]) =>
      written(`the first bytes of ${name}, then rubbish`, taken('corrupt', 'not-a-video', 'no-audio'), () =>
        Buffer.concat([head, rubbish]),
      ),
    ),
  ],
};
