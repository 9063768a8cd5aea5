import { type Media, newFileId } from '@vc/blobs/media.ts';
import { findFile, readFile } from '@vc/blobs/read.ts';
import { writeFile } from '@vc/blobs/write.ts';
import { type Publish, publishHint } from '@vc/jobs/outbox.ts';
import { cancelJob, deleteJob, findJob, listChanges, listJobs, retryJob } from '@vc/jobs/owner.ts';
import type { Quota, Retention } from '@vc/jobs/policy.ts';
import { abandonUpload, acceptUpload, beginUpload, renewUpload } from '@vc/jobs/receive.ts';
import type { JobRow } from '@vc/jobs/schema.ts';
import type { Logger } from '@vc/kit/logger.ts';
import { unavailable } from '@vc/kit/problem.ts';
import { type Kysely, sql } from 'kysely';
import type { GatewayDeps } from './app.ts';
import type { Config } from './config.ts';
import type { Hub } from './events/hub.ts';
import { type GatewayDatabase, readJobs } from './job-reader.ts';

/** Binds the functions over SQL and GridFS to this process's connections, as the routes want them. */
export function bindDependencies(options: {
  config: Config;
  db: Kysely<GatewayDatabase>;
  media: Media;
  publish: Publish;
  hub: Hub;
  log: Pick<Logger, 'warn'>;
}): Pick<GatewayDeps, 'upload' | 'download' | 'jobs' | 'events'> {
  const { config, db, media, hub, log } = options;
  const quota: Quota = {
    uploads: config.QUOTA_UPLOADS,
    unfinishedJobs: config.QUOTA_UNFINISHED_JOBS,
    bytes: config.QUOTA_BYTES,
  };
  const retention: Retention = { endedSeconds: config.RETENTION_SECONDS };
  /** What changed is committed by now: the answer must not depend on what only the relay needs to know. */
  const publish = async (job: JobRow): Promise<void> => {
    await publishHint(db, job, options.publish).catch(error =>
      log.warn({ err: error, fid: job.fid }, 'hint not recorded, the relay will send it again'),
    );
  };

  return {
    upload: {
      newFileId,
      writeVideo: file => writeFile(media, 'videos', file),
      beginUpload: request => beginUpload(db, request, quota),
      renewUpload: lease => renewUpload(db, lease),
      acceptUpload: (lease, video) => acceptUpload(db, lease, video),
      abandonUpload: lease => abandonUpload(db, lease),
      publishHint: publish,
      readJob: async row => {
        const [job] = await readJobs(db, [row]);
        if (!job) throw unavailable('The job');
        return job;
      },
      maxBytes: config.UPLOAD_MAX_BYTES,
      uploadsAtOnce: config.UPLOADS_AT_ONCE,
      idleMs: config.UPLOAD_IDLE_SECONDS * 1000,
    },
    download: {
      findJob: (owner, fid) => findJob(db, owner, fid),
      hasMp3: async file => (await findFile(media, 'mp3s', file)) !== undefined,
      readMp3: (file, range) => readFile(media, 'mp3s', file, range),
    },
    jobs: {
      findJob: (owner, fid) => findJob(db, owner, fid),
      listJobs: (owner, page) => listJobs(db, owner, page),
      cancelJob: (owner, fid) => cancelJob(db, owner, fid, retention),
      deleteJob: (owner, fid) => deleteJob(db, owner, fid),
      retryJob: (owner, fid) => retryJob(db, owner, fid, quota),
      publishHint: publish,
      readJobs: rows => readJobs(db, rows),
    },
    events: {
      hub,
      listChanges: (owner, since) => listChanges(db, owner, since),
      readJobs: rows => readJobs(db, rows),
      readClock: async () => {
        const { rows } = await sql<{ now: Date }>`select now()`.execute(db);
        return rows[0]?.now ?? new Date();
      },
    },
  };
}
