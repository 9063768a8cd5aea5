interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
}

/** Shows a text that changes: in place on a terminal, else only the lines that are new. */
export function createLiveText(output: Output): (text: string) => void {
  let shown: readonly string[] = [];
  return text => {
    const lines = text.split('\n');
    const back = output.isTTY && shown.length > 0 ? `\u001b[${shown.length}F\u001b[J` : '';
    const news = output.isTTY ? lines : lines.filter(line => !shown.includes(line));
    if (news.length > 0) output.write(`${back}${news.map(line => `${line}\n`).join('')}`);
    shown = lines;
  };
}
