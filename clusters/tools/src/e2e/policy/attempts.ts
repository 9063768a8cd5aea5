import type { Verdict } from './matrix.ts';

/** Long enough for whoever answers on a busy machine: what is kept out is dropped, and costs this. */
const LIMIT_SECONDS = 4;

/** Tries to connect to all of its arguments (`address:port`) at once, and tells each; for bash, which every image has that is tried. */
const SCRIPT = `
try() {
  said=$(timeout ${LIMIT_SECONDS} bash -c 'exec 3<>"/dev/tcp/$0/$1"' "\${1%:*}" "\${1#*:}" 2>&1)
  case $? in
    0) echo "$1 connected" ;;
    124) echo "$1 silence" ;;
    *) echo "$1 \${said##*: }" ;;
  esac
}
for target; do try "$target" & done
wait
`;

/** What a source has to run to try to connect, one attempt an argument. */
export function attemptProgram(places: readonly string[]): [string, ...string[]] {
  return ['bash', '-c', SCRIPT, 'bash', ...places];
}

/** What CNIs answer in place of whom they keep others from; most are silent. */
const KEPT_OUT = ['silence', 'No route to host', 'Network is unreachable', 'Permission denied'];

/** What came of each attempt, by `address:port`. Who refuses a connection was reached, so that is neither one nor the other. */
export function readAttempts(output: string): Map<string, Verdict> {
  return new Map(
    output
      .trim()
      .split('\n')
      .map(line => /^(\S+) (.*)$/.exec(line) ?? [])
      .map(([, place = '', said = '']) => [place, verdictOf(said)]),
  );
}

function verdictOf(said: string): Verdict {
  if (said === 'connected') return 'connects';
  return KEPT_OUT.includes(said) ? 'kept out' : said;
}
