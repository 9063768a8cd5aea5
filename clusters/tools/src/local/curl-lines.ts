import type { Settings } from '../settings.ts';
import { MAIL_PAGE } from './equipment.ts';

/** Lines to paste, in the order in which one needs them. */
export function curlLines({ host }: Pick<Settings, 'host'>): string {
  const url = `http://${host}`;
  const account = `'{"email": "you@example.org", "password": "correct horse battery"}'`;
  return [
    `curl -X POST -H 'Content-Type: application/json' -d ${account} ${url}/register`,
    `TOKEN=$(curl -sX POST ${url}/login -u 'you@example.org:correct horse battery')`,
    `curl -X POST -F 'file=@./video.mp4' -H "Authorization: Bearer $TOKEN" ${url}/upload`,
    `curl --output video.mp3 -H "Authorization: Bearer $TOKEN" "${url}/download?fid=<fid>"`,
    `Mails: ${MAIL_PAGE}`,
  ].join('\n');
}
