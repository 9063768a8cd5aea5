import type { JobChange } from '@vc/jobs/changes.ts';
import { expect, test } from 'vitest';
import { createHub } from './hub.ts';

const change = (owner: string): JobChange => ({
  fid: 'a',
  owner,
  state: 'stored',
  progress: 0,
  isProgressOnly: false,
});

test('a change reaches every listener of its owner, and nobody else', () => {
  const hub = createHub();
  const heard: string[] = [];
  hub.join('ada', () => heard.push('first of ada'));
  hub.join('ada', () => heard.push('second of ada'));
  hub.join('bob', () => heard.push('bob'));
  hub.publish(change('ada'));
  expect(heard).toEqual(['first of ada', 'second of ada']);
});

test('who left hears nothing more, and is not counted; leaving twice harms nobody', () => {
  const hub = createHub();
  const heard: string[] = [];
  const leave = hub.join('ada', () => heard.push('gone'));
  leave();
  hub.join('ada', () => heard.push('stays'));
  leave();
  hub.publish(change('ada'));
  expect(heard).toEqual(['stays']);
  expect(hub.count('ada')).toBe(1);
});
