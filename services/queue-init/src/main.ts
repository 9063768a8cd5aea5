import { configOrExit } from '@vc/kit/lifecycle.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { type Broker, Refusal } from './broker.ts';
import { readConfig, virtualHost } from './config.ts';
import { declare } from './declare.ts';
import { createManagementApi } from './management-api.ts';
import { countReady } from './ready-messages.ts';
import { retryWhileAway } from './retry.ts';
import { topology } from './topology.ts';

const config = configOrExit(() => readConfig(process.env));
const log = createLogger('queue-init', config.LOG_LEVEL);

/** The broker renews its figures every 5 s unless it is told otherwise. */
const STATISTICS_AGE_MS = 6_000;

const broker: Broker = {
  api: createManagementApi(config.RABBITMQ_API_URL),
  vhost: virtualHost(config.RABBITMQ_URL),
  countReady: queue => countReady(config.RABBITMQ_URL, queue),
  statisticsAgeMs: STATISTICS_AGE_MS,
};
const passwords = {
  gateway: config.GATEWAY_PASSWORD,
  converter: config.CONVERTER_PASSWORD,
  notification: config.NOTIFICATION_PASSWORD,
};

async function declareAll(): Promise<void> {
  let changes = 0;
  for await (const { subject, done, isChange } of declare(broker, topology, passwords)) {
    log.info({ subject }, done);
    if (isChange) changes += 1;
  }
  log.info({ vhost: broker.vhost, changes }, 'the broker is as it should be');
}

try {
  await retryWhileAway(config.WAIT_SECONDS * 1000, log, declareAll);
} catch (error) {
  if (error instanceof Refusal) log.fatal(error.message);
  else log.fatal({ err: error }, 'the broker could not be set up');
  process.exitCode = 1;
}
