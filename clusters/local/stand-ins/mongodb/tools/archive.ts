/**
 * The archives of MongoDB's tools: https://github.com/mongodb/mongo-tools/blob/master/common/archive/spec.md.
 * Collections follow each other here, while the real ones may interleave them; both read both.
 */
import { BSON } from 'mongodb';
import { createChecksum } from './crc64.ts';

const MAGIC = Buffer.from('6de29981', 'hex');
const TERMINATOR = Buffer.from('ffffffff', 'hex');

/** A collection in an archive. */
export interface Collection {
  db: string;
  collection: string;
  /** Its options and indexes, as extended JSON. */
  metadata: string;
}

/** Where a part of a collection begins, or where it ends. */
interface Part {
  db: string;
  collection: string;
  EOF: boolean;
  CRC: bigint;
}

/** An archive, piece by piece. @param documents those of a collection, as BSON */
export async function* writeArchive(
  collections: readonly Collection[],
  documents: (collection: Collection) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const tool = 'video-converter';
  yield MAGIC;
  yield BSON.serialize({ concurrent_collections: 1, version: '0.1', server_version: '', tool_version: tool });
  for (const it of collections) yield BSON.serialize({ ...it, size: 0, type: 'collection' });
  yield TERMINATOR;
  for (const { db, collection, metadata } of collections) {
    const checksum = createChecksum();
    const part = (EOF: boolean, CRC: bigint) => BSON.serialize({ db, collection, EOF, CRC });
    for await (const document of documents({ db, collection, metadata })) {
      checksum.add(document);
      yield part(false, 0n);
      yield document;
      yield TERMINATOR;
    }
    yield part(true, checksum.value());
    yield TERMINATOR;
  }
}

/** Who takes what is in an archive: first all collections, then documents of any of them. */
export interface Receiver {
  collections(all: readonly Collection[]): Promise<void>;
  document(collection: Pick<Collection, 'db' | 'collection'>, bson: Uint8Array): Promise<void>;
}

/** Reads an archive to its end. @throws where it is none, is damaged, or ends too early */
export async function readArchive(input: AsyncIterable<Uint8Array>, receiver: Receiver): Promise<void> {
  const { read, isAtEnd } = openReader(input);
  if (!MAGIC.equals(await read(MAGIC.length))) throw new Error('this is no archive');
  const next = async () => {
    const head = await read(TERMINATOR.length);
    if (TERMINATOR.equals(head)) return undefined;
    return Buffer.concat([head, await read(head.readInt32LE() - head.length)]);
  };
  await next(); // about who made it
  const collections: Collection[] = [];
  for (let it = await next(); it; it = await next()) collections.push(BSON.deserialize(it) as Collection);
  await receiver.collections(collections);
  const open = new Map(collections.map(it => [nameOf(it), createChecksum()]));
  while (!(await isAtEnd())) {
    const part = BSON.deserialize((await next()) ?? Buffer.alloc(0), { useBigInt64: true }) as Part;
    const checksum = open.get(nameOf(part));
    if (!checksum) throw new Error(`${nameOf(part)} has no beginning`);
    for (let it = await next(); it; it = await next()) {
      checksum.add(it);
      await receiver.document(part, it);
    }
    if (!part.EOF) continue;
    if (part.CRC !== checksum.value()) throw new Error(`${nameOf(part)} is damaged`);
    open.delete(nameOf(part));
  }
  if (open.size > 0) throw new Error(`the archive ends too early: ${[...open.keys()].join(', ')}`);
}

function nameOf({ db, collection }: Pick<Collection, 'db' | 'collection'>): string {
  return `${db}.${collection}`;
}

/** Reads whole pieces out of a stream of any chunks. */
function openReader(input: AsyncIterable<Uint8Array>) {
  const chunks = input[Symbol.asyncIterator]();
  let buffer: Buffer = Buffer.alloc(0);
  const fill = async (size: number) => {
    const parts = [buffer];
    let length = buffer.length;
    while (length < size) {
      const { done, value } = await chunks.next();
      if (done) break;
      parts.push(Buffer.from(value));
      length += value.length;
    }
    buffer = Buffer.concat(parts);
    return buffer.length >= size;
  };
  return {
    async read(size: number): Promise<Buffer> {
      if (size < 0 || !(await fill(size))) throw new Error('the archive is damaged, or ends too early');
      const piece = buffer.subarray(0, size);
      buffer = buffer.subarray(size);
      return piece;
    },
    isAtEnd: async () => !(await fill(1)),
  };
}
