import type { JobRow } from '@vc/jobs/schema.ts';
import { Outage } from '@vc/kit/outage.ts';
import { expect, test, vi } from 'vitest';
import { acceptSurely } from './accept.ts';

const lease = { fid: 'fid', token: 'token', file: 'file', maxBytes: 1 };
const video = { name: 'a.mp4', size: 1, sha256: '', type: 'video/mp4' };
const row = { fid: 'fid' } as JobRow;
const accept = () => vi.fn<Parameters<typeof acceptSurely>[0]>();

test('a lost answer is asked for again', async () => {
  const acceptUpload = accept().mockRejectedValueOnce(new Outage('lost')).mockResolvedValue(row);
  expect(await acceptSurely(acceptUpload, lease, video)).toBe(row);
  expect(acceptUpload).toHaveBeenCalledTimes(2);
});

test('after three tries the outage is the answer', async () => {
  const acceptUpload = accept().mockRejectedValue(new Outage('away'));
  await expect(acceptSurely(acceptUpload, lease, video)).rejects.toThrow(Outage);
  expect(acceptUpload).toHaveBeenCalledTimes(3);
});

test('what asking again cannot mend is not asked again', async () => {
  const lost = accept().mockResolvedValue(undefined);
  await expect(acceptSurely(lost, lease, video)).rejects.toMatchObject({ status: 503 });
  const broken = accept().mockRejectedValue(new TypeError('a bug'));
  await expect(acceptSurely(broken, lease, video)).rejects.toThrow('a bug');
  expect([lost.mock.calls.length, broken.mock.calls.length]).toEqual([1, 1]);
});
