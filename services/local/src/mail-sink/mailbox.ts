import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mail, parseMail } from './mail.ts';

/** The mails that the sink keeps, the newest last. */
export interface Mailbox {
  /** All, or those to one address. */
  list(to?: string): Mail[];
  find(id: string): Mail | undefined;
  /** Returns when the mail is kept as durably as the mailbox is. */
  receive(raw: Buffer, to: string[]): Promise<void>;
  clear(): Promise<void>;
}

/** Older mails make room for newer ones. */
const KEPT = 500;

/** Opens a mailbox, in memory alone or with a file for each mail in `directory`, so that they are there next time. */
export async function openMailbox(directory?: string): Promise<Mailbox> {
  const mails = directory ? await load(directory) : [];
  let received = 0;

  const discard = async (count: number) => {
    const old = mails.splice(0, count);
    if (directory) await Promise.all(old.map(mail => rm(fileOf(directory, mail), { force: true })));
  };

  return {
    list: to => mails.filter(mail => to === undefined || mail.to.includes(to)),
    find: id => mails.find(mail => mail.id === id),
    async receive(raw, to) {
      received += 1;
      const mail = await parseMail(raw, to, `${Date.now()}-${String(received).padStart(6, '0')}`);
      if (directory) await writeFile(fileOf(directory, mail), JSON.stringify(mail));
      mails.push(mail);
      if (mails.length > KEPT) await discard(mails.length - KEPT);
    },
    clear: () => discard(mails.length),
  };
}

async function load(directory: string): Promise<Mail[]> {
  await mkdir(directory, { recursive: true });
  const names = (await readdir(directory)).filter(name => name.endsWith('.json')).sort();
  const files = await Promise.all(names.map(name => readFile(join(directory, name), 'utf8')));
  return files.flatMap(parseStored);
}

/** A file that was cut short by a crash is no mail. */
function parseStored(file: string): Mail[] {
  try {
    return [JSON.parse(file)];
  } catch {
    return [];
  }
}

function fileOf(directory: string, mail: Mail): string {
  return join(directory, `${mail.id}.json`);
}
