import { createHash } from 'node:crypto';
import { Binary, ObjectId } from 'mongodb';
import { failIfAny } from '../breaches.ts';
import type { Customer } from '../customer.ts';
import { outcomeOf } from '../http.ts';
import { makeVideo } from '../videos.ts';
import type { World } from '../world.ts';

/** An MP3 in the store, with its chunks out of reach of the product. */
interface StoredMp3 {
  id: ObjectId;
  chunks: number;
}

interface Damage {
  name: string;
  /** Damages the MP3 in the store. */
  inflict: (world: World, mp3: StoredMp3) => Promise<unknown>;
  /** What a whole download becomes: a status with its code, or `cut` in the middle. */
  expected: string;
}

const filesOf = ({ media }: World) => media.db.collection('mp3s.files');
const chunksOf = ({ media }: World) => media.db.collection('mp3s.chunks');
const remove = (n: (mp3: StoredMp3) => number) => (world: World, mp3: StoredMp3) =>
  chunksOf(world).deleteOne({ files_id: mp3.id, n: n(mp3) });

/** Changes one byte, or cuts or grows a chunk. */
const change =
  (n: (mp3: StoredMp3) => number, edit: (bytes: Buffer) => Buffer) =>
  async (world: World, mp3: StoredMp3) => {
    const where = { files_id: mp3.id, n: n(mp3) };
    const chunk = await chunksOf(world).findOne(where);
    if (!chunk) throw new Error('There is no chunk to damage.');
    const bytes = Buffer.from((chunk.data as Binary).buffer);
    await chunksOf(world).updateOne(where, { $set: { data: new Binary(edit(bytes)) } });
  };

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const middle = copy.length >> 1;
  copy.writeUInt8(copy.readUInt8(middle) ^ 1, middle);
  return copy;
}

const first = () => 0;
const middle = ({ chunks }: StoredMp3) => chunks >> 1;
const last = ({ chunks }: StoredMp3) => chunks - 1;

const DAMAGES: readonly Damage[] = [
  {
    name: 'its document is gone',
    inflict: (world, { id }) => filesOf(world).deleteOne({ _id: id }),
    expected: '410 gone',
  },
  {
    name: 'all chunks are gone',
    inflict: (world, { id }) => chunksOf(world).deleteMany({ files_id: id }),
    expected: '410 gone',
  },
  { name: 'the first chunk is gone', inflict: remove(first), expected: '410 gone' },
  { name: 'a chunk in the middle is gone', inflict: remove(middle), expected: 'cut' },
  { name: 'the last chunk is gone', inflict: remove(last), expected: 'cut' },
  { name: 'the last chunk is cut', inflict: change(last, bytes => bytes.subarray(0, -1)), expected: 'cut' },
  {
    name: 'a chunk in the middle is longer',
    inflict: change(middle, bytes => Buffer.concat([bytes, bytes])),
    expected: 'cut',
  },
  { name: 'a byte of the first chunk is flipped', inflict: change(first, flipped), expected: 'cut' },
  { name: 'a byte in the middle is flipped', inflict: change(middle, flipped), expected: 'cut' },
  { name: 'a byte of the last chunk is flipped', inflict: change(last, flipped), expected: 'cut' },
];

/** Damages an MP3 each in every way: a whole download never ends as if all were well. */
export async function damageStore(world: World): Promise<string> {
  const customer = await world.newCustomer();
  const video = await makeVideo(60);
  const breaches: string[] = [];
  for (const { name, inflict, expected } of DAMAGES) {
    const { fid } = await customer.upload(video, { query: '?bitrate=320' });
    const { mp3 } = await customer.waitFor(fid, 'converted');
    const before = await download(customer, fid);
    if (before !== `200 ${mp3?.sha256}`) throw new Error(`Before any damage: ${before}.`);
    await inflict(world, await findMp3(world, fid));
    const after = await download(customer, fid);
    if (after !== expected) breaches.push(`Where ${name}: ${after} instead of ${expected}.`);
    await customer.call({ method: 'DELETE', path: `/jobs/${fid}` });
  }
  failIfAny(breaches);
  return `${DAMAGES.length} kinds of damage`;
}

async function findMp3(world: World, fid: string): Promise<StoredMp3> {
  const [row] = await world.query<{ mp3_file: string }>('select mp3_file from jobs.job where fid = $1', [
    fid,
  ]);
  const id = ObjectId.createFromHexString(row?.mp3_file ?? '');
  const chunks = await chunksOf(world).countDocuments({ files_id: id });
  if (chunks < 3) throw new Error(`The MP3 has ${chunks} chunks: too few to lose one in the middle.`);
  return { id, chunks };
}

/** `200 <hash>` of what came whole, `cut`, or the refusal. */
async function download(customer: Customer, fid: string): Promise<string> {
  try {
    const answer = await customer.call({ path: `/download?fid=${fid}` });
    if (answer.status !== 200) return outcomeOf(answer);
    return `200 ${createHash('sha256').update(answer.body).digest('hex')}`;
  } catch {
    return 'cut';
  }
}
