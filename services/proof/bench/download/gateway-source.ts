import { Readable } from 'node:stream';
import { openMedia } from '@vc/blobs/media.ts';
import { readFile } from '@vc/blobs/read.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { buildTestApp, keyRingOf } from '../../../gateway/test/support/app.ts';
import { createSigningKey, signToken } from '../../../gateway/test/support/tokens.ts';
import { makeJobRow } from '../job-row.ts';
import { hashOf, noise } from './noise.ts';

// The gateway as it is, its job table replaced by one job whose MP3 has as many bytes as the first argument says: noise out of memory,
// or what a store has, whose URL and file are the other two. Prints the URL of the download and a token.
const [bytes, storeUrl, file = '0'.repeat(24)] = process.argv.slice(2);
const size = Number(bytes);
const media = storeUrl ? openMedia({ url: storeUrl, log: createLogger('bench', 'silent') }) : undefined;
const job = makeJobRow({ state: 'converted', mp3_file: file, mp3_size: size, mp3_sha256: hashOf(size) });

const key = createSigningKey();
const app = await buildTestApp({
  keyRing: keyRingOf(key),
  download: {
    findJob: async () => job,
    hasMp3: async () => true,
    readMp3: (id, range) =>
      media
        ? readFile(media, 'mp3s', id, range)
        : Readable.from(noise(range.end - range.start + 1), { objectMode: false }),
  },
});
const address = await app.listen({ host: '127.0.0.1', port: 0 });
console.log(JSON.stringify({ url: `${address}/download?fid=${job.fid}`, token: signToken(key) }));
