import { describe, expect, it } from 'vitest';
import { hasLostOutput, judgeFailure } from './ffmpeg-failure.ts';
import { Verdict, type VerdictCode } from './verdict.ts';

/** What ffmpeg and ffprobe 5.1 and 9.0 really said, shortened. */
const VERDICTS: Record<VerdictCode, [number, string][]> = {
  'forbidden-content': [
    [
      1,
      "[hls @ 0x5626a2c41b80] [error] Format not on whitelist 'mov,mp4'\n[error] /t/video: Invalid argument",
    ],
    [1, "[concat @ 0x55610f8acb80] [error] Format not on whitelist 'mov,mp4'"],
    [1, "[dash @ 0x556bbaad0900] [error] Format not on whitelist 'mov,mp4'"],
    [1, "[mov,mp4 @ 0x556bbaad0900] [error] Protocol 'http' not on whitelist 'file'!"],
    [
      1,
      '[error] Not detecting m3u8/hls with non standard extension and non standard mime type\n[error] /t/video: Invalid data found when processing input',
    ],
  ],
  'not-a-video': [
    [1, '[error] /t/video: Invalid data found when processing input'],
    [
      1,
      "[mp3 @ 0x56060c186b80] [error] Format not on whitelist 'mov,mp4'\n[error] /t/video: Invalid argument",
    ],
  ],
  corrupt: [
    [
      1,
      '[mov,mp4,m4a,3gp,3g2,mj2 @ 0x563831] [error] moov atom not found\n[error] /t/video: Invalid data found when processing input',
    ],
    [1, '[matroska,webm @ 0x5603007] [error] File ended prematurely\n[error] /t/video: Input/output error'],
    [69, '[error] Error while decoding stream #0:1: Invalid data found when processing input'],
    [255, '[error] Exiting normally, received signal 24.'],
    [123, '[fatal] Received > 3 system signals, hard exiting'],
    [1, '[error] Failed to inject frame into filter network: Cannot allocate memory'],
    [1, 'something that nobody has seen yet'],
  ],
  'no-audio': [[1, "[fatal] Stream map '0:1' matches no streams."]],
  // said by lengths, never by ffmpeg
  'too-long': [],
};

describe('judgeFailure', () => {
  for (const [code, failures] of Object.entries(VERDICTS)) {
    it.each(failures)(`says ${code} of exit code %i with %j`, (exitCode, stderr) => {
      const error = judgeFailure({ code: exitCode, stderr });
      expect(error).toBeInstanceOf(Verdict);
      expect(error).toMatchObject({ code });
    });
  }

  it.each([
    { signal: 'SIGKILL', stderr: '' },
    { code: 127, stderr: 'setpriv: failed to execute ffmpeg: No such file or directory' },
    { stderr: 'spawn ffmpeg EAGAIN' },
    { code: 1, stderr: '[error] /t/video: Input/output error' },
    { code: 1, stderr: '[error] av_interleaved_write_frame(): No space left on device' },
  ])('blames circumstances, which may pass: %o', failure => {
    expect(judgeFailure(failure)).not.toBeInstanceOf(Verdict);
  });

  it.each([
    ['SIGSEGV', 'corrupt'],
    ['SIGABRT', 'corrupt'],
    ['SIGXFSZ', 'too-long'],
  ])('blames the file for %s, which it would cause again', (signal, code) => {
    expect(judgeFailure({ signal, stderr: '[error] Invalid data found' })).toMatchObject({ code });
  });

  it('blames the file when it uses up the CPU time, whichever way the process went', () => {
    expect(judgeFailure({ signal: 'SIGXCPU', stderr: '' })).toMatchObject({ code: 'corrupt' });
  });
});

describe('hasLostOutput', () => {
  it('sees a full disk behind exit code 0', () => {
    expect(hasLostOutput('[error] Error writing trailer of /t/mp3: No space left on device')).toBe(true);
    expect(hasLostOutput('[error] Error closing file /t/mp3: Input/output error')).toBe(true);
    expect(hasLostOutput('[error] Error while decoding stream #0:1: Invalid data found')).toBe(false);
  });
});
