import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { agreeing, answerFrom, askNobody } from './asking.ts';
import { repositoryQuestions, SMTP_URL } from './questions.ts';

it('takes the one value that was piped in, without the end of its line', async () => {
  const asking = answerFrom(Readable.from(['smtp://a.ex', 'ample\n']));
  expect(await asking.answer('smtp-url', SMTP_URL)).toBe('smtp://a.example');
  await expect(asking.answer('repository-token', repositoryQuestions.token)).rejects.toThrow(
    'Only one value',
  );
});

it('refuses a piped value that is wrong, without quoting it', async () => {
  const answer = answerFrom(Readable.from(['http://me:secret@a.example'])).answer('smtp-url', SMTP_URL);
  await expect(answer).rejects.toThrow('must begin with smtp://');
  await expect(answer).rejects.not.toThrow('secret');
});

it('says in a sentence what to do where there is no terminal', async () => {
  const asking = askNobody();
  await expect(asking.answer('smtp-url', SMTP_URL)).rejects.toThrow('smtp-url --stdin');
  await expect(asking.agrees('It costs.')).rejects.toThrow(
    'It costs. There is no terminal to ask at: say so with --yes.',
  );
  expect(await agreeing(asking).agrees('It costs.')).toBe(true);
  expect(await asking.wants('more?')).toBe(false);
});
