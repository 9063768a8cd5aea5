import { openMedia } from '@vc/blobs/media.ts';
import { watchJobs } from '@vc/jobs/changes.ts';
import { startRelay } from '@vc/jobs/relay.ts';
import type { JobsDatabase } from '@vc/jobs/schema.ts';
import { startAdminServer } from '@vc/kit/admin-server.ts';
import { type Broker, connectBroker } from '@vc/kit/broker.ts';
import { openDatabase } from '@vc/kit/database.ts';
import { configOrExit, runProcess } from '@vc/kit/lifecycle.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { sql } from 'kysely';
import { readConfig } from './config.ts';
import { type Converter, videoConsumer } from './convert-job.ts';
import { createFfmpegTranscoder } from './ffmpeg-transcoder.ts';
import { countCores } from './parallel/cores.ts';
import { openWorkspace } from './workspace.ts';

const config = configOrExit(readConfig);
const log = createLogger('converter', config.LOG_LEVEL);
const finishMs = config.FINISH_SECONDS * 1_000;
/** After the time to finish: killing ffmpeg, handing the job back, the last ack. */
const brokerCloseMs = finishMs + 10_000;

await runProcess(
  log,
  async resources => {
    const db = openDatabase<JobsDatabase>({ url: config.DATABASE_URL, log });
    resources.defer('database', () => db.destroy());
    const media = openMedia({ url: config.MONGODB_URL, log });
    resources.defer('media store', () => media.close());
    const workspace = await openWorkspace(config.TEMP_DIR);
    resources.defer('workspace', () => workspace.close());
    const transcoder = await createFfmpegTranscoder({ timeLimitMs: config.CONVERSION_SECONDS * 1_000 });

    // Opened before the broker and so closed after it: a process that finishes its last job still answers.
    let broker: Broker | undefined;
    const { HOST: host, ADMIN_PORT: port } = config;
    const checks = {
      database: () => sql`select 1`.execute(db).then(() => true),
      'media store': () => media.isUp(),
      broker: () => broker?.isConnected() ?? false,
    };
    const admin = await startAdminServer({ host, port, log, checks });
    resources.defer('admin port', () => admin.close());

    const retention = { endedSeconds: config.RETENTION_SECONDS };
    const converter: Converter = {
      ...{ db, media, transcoder, workspace, retention, finishMs, log },
      maxSeconds: config.MAX_DURATION_SECONDS,
      cores: await countCores(),
      publish: (route, message) => connected.publish(route, message),
    };
    const connected = await connectBroker({
      url: config.RABBITMQ_URL,
      log,
      consumers: [videoConsumer(converter)],
      onConnect: () => relay.wake(),
    });
    broker = connected;
    resources.defer('broker', () => connected.close(), brokerCloseMs);

    const relay = startRelay({
      db,
      route: 'mp3',
      publish: connected.publish,
      isConnected: connected.isConnected,
      retention,
      log,
    });
    resources.defer('relay', () => relay.close());
    const changes = watchJobs({
      url: config.DATABASE_URL,
      log,
      onChange({ state }) {
        if (state === 'converted' || state === 'failed') relay.wake();
      },
    });
    resources.defer('changes', () => changes.close());
  },
  brokerCloseMs + 15_000,
);
