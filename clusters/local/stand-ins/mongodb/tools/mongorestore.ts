#!/usr/bin/env node
/** `mongorestore` with those options that `apps/mongodb/files/restore.sh` uses: an archive from standard input into the server. */
import { parseArgs } from 'node:util';
import { BSON, type Db, type Document, type IndexDescription, type MongoClient } from 'mongodb';
import { type Collection, type Receiver, readArchive } from './archive.ts';
import { CONNECTION_OPTIONS, connect } from './connection.ts';

/** As much as one message takes, with room for what else it says. */
const BATCH_BYTES = 8 * 1024 * 1024;

/** Numbers and dates stay the types that they were. */
const AS_IT_IS = { promoteValues: false, bsonRegExp: true };

const { values } = parseArgs({
  options: {
    ...CONNECTION_OPTIONS,
    nsInclude: { type: 'string' },
    drop: { type: 'boolean', default: false },
    archive: { type: 'boolean', default: false },
    stopOnError: { type: 'boolean', default: false },
  },
});
const [, included] = /^(\w+)\.\*$/.exec(values.nsInclude ?? '') ?? [];
if (!included || !values.drop || !values.archive || !values.stopOnError) {
  throw new Error('--nsInclude=<database>.*, --drop, --archive and --stopOnError are needed');
}
const client = await connect(values);
try {
  await restore(client, included);
} finally {
  await client.close();
}

async function restore(client: MongoClient, database: string): Promise<void> {
  const db = client.db(database);
  const wanted: Collection[] = [];
  const batch = openBatch(db);
  const receiver: Receiver = {
    async collections(all) {
      wanted.push(...all.filter(it => it.db === database));
      for (const it of wanted) await makeAnew(db, it);
    },
    async document({ db: from, collection }, bson) {
      if (from === database) await batch.add(collection, bson);
    },
  };
  await readArchive(process.stdin, receiver);
  await batch.flush();
  for (const it of wanted) await makeIndexes(db, it);
  console.error(`${batch.count()} documents restored into ${wanted.length} collections`);
}

async function makeAnew(db: Db, { collection, metadata }: Collection): Promise<void> {
  await db.dropCollection(collection);
  await db.createCollection(collection, readMetadata(metadata).options);
}

async function makeIndexes(db: Db, { collection, metadata }: Collection): Promise<void> {
  const indexes = readMetadata(metadata).indexes.filter(({ name }) => name !== '_id_');
  if (indexes.length > 0) await db.command({ createIndexes: collection, indexes });
}

function readMetadata(metadata: string): { options: Document; indexes: IndexDescription[] } {
  return BSON.EJSON.parse(metadata) as ReturnType<typeof readMetadata>;
}

/** Inserts many documents of one collection at a time. */
function openBatch(db: Db) {
  let into = '';
  let documents: Document[] = [];
  let bytes = 0;
  let count = 0;
  const flush = async () => {
    if (documents.length > 0) await db.collection(into).insertMany(documents);
    count += documents.length;
    documents = [];
    bytes = 0;
  };
  return {
    async add(collection: string, bson: Uint8Array): Promise<void> {
      if (collection !== into || bytes + bson.length > BATCH_BYTES) await flush();
      into = collection;
      documents.push(BSON.deserialize(bson, AS_IT_IS));
      bytes += bson.length;
    },
    flush,
    count: () => count,
  };
}
