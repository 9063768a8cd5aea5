#!/usr/bin/env node
/** `mongodump` with those options that `apps/mongodb/files/dump.sh` uses: a database into an archive. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { BSON, type Db } from 'mongodb';
import { type Collection, writeArchive } from './archive.ts';
import { CONNECTION_OPTIONS, connect } from './connection.ts';

const { values } = parseArgs({
  options: {
    ...CONNECTION_OPTIONS,
    readPreference: { type: 'string' }, // of one member
    db: { type: 'string' },
    archive: { type: 'string' },
  },
});
if (!values.db || !values.archive) throw new Error('--db and --archive=<file> are needed');
const client = await connect(values);
try {
  const db = client.db(values.db);
  const documents = ({ collection }: Collection) => db.collection(collection).find({}, { raw: true });
  const archive = writeArchive(await listCollections(db), documents as never);
  await pipeline(archive, createWriteStream(values.archive));
} finally {
  await client.close();
}

async function listCollections(db: Db): Promise<Collection[]> {
  const found = await db.listCollections({ type: 'collection' }, { nameOnly: false }).toArray();
  return Promise.all(
    found.map(async ({ name, options = {} }) => {
      const indexes = await db.collection(name).indexes();
      const metadata = BSON.EJSON.stringify({ options, indexes, collectionName: name, type: 'collection' });
      return { db: db.databaseName, collection: name, metadata };
    }),
  );
}
