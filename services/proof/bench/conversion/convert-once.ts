import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { openMedia } from '@vc/blobs/media.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { convertStored } from '../../../converter/src/convert-stored.ts';
import { createFfmpegTranscoder } from '../../../converter/src/ffmpeg-transcoder.ts';

// The converter's way from a stored video to an MP3, once, in a process of its own. The arguments are the URL of the store, the file,
// and a directory. Prints a line when it is done, and lives on.
const [storeUrl = '', file = '', directory = ''] = process.argv.slice(2);
const media = openMedia({ url: storeUrl, log: createLogger('bench', 'silent') });
const transcoder = await createFfmpegTranscoder({ timeLimitMs: 1_500_000 });
const folder = await mkdtemp(join(directory, 'once-'));
const request = { name: 'in.mp4', maxSeconds: 4 * 3_600 };
const options = { signal: new AbortController().signal, onProgress() {} };
await convertStored({ media, transcoder }, file, { folder, target: join(folder, 'mp3') }, request, options);
console.log('converted');
setInterval(() => {}, 60_000);
