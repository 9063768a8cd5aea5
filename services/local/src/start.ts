import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startDatastores } from './datastores.ts';
import { startMailSink } from './mail-sink.ts';
import { isFree } from './native/free-port.ts';
import { buildPage, servePageWhileEditing } from './page.ts';
import { announceRunning, installationDirectory, withdrawRunning } from './product/installation.ts';
import { keepSecrets } from './product/secrets.ts';
import type { ServiceProcess } from './product/service-process.ts';
import { type Product, startProduct } from './product.ts';
import { createProgress } from './progress.ts';
import { exitWith, SetupError } from './setup-error.ts';
import { stopRequest } from './stop-request.ts';
import { ensurePrograms } from './system-packages.ts';
import { welcome } from './welcome.ts';

const USAGE = `Usage: npm start [-- options]    runs the whole system on this machine until Ctrl-C
  --reset          begin with empty data
  --port N         port of the gateway (30002)
  --mail-port N    port of the page that shows the mails (30080)
  --page-port N    port of the page that reloads while you edit services/web (30003)
`;

const DEMO_USER = 'demo@example.org';

const stopping = stopRequest();
const opened = new AsyncDisposableStack();
try {
  // Whoever presses Ctrl-C during a start does not wait for its end: what is half started dies with this process.
  await Promise.race([start().then(() => stopping), stopping]);
  process.stderr.write('\nStopping …\n');
  await opened.disposeAsync();
  process.exit(0);
} catch (error) {
  await opened.disposeAsync();
  exitWith(error);
}

async function start(): Promise<void> {
  const options = readOptions();
  const directory = installationDirectory();
  const progress = createProgress();
  await requireFreePort(options.port, '--port');
  await requireFreePort(options.mailPort, '--mail-port');
  await requireFreePort(options.pagePort, '--page-port');
  if (options.isReset) await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });

  await ensurePrograms(['ffmpeg', 'ffprobe', 'setpriv', 'prlimit', 'flock'], progress);
  const secrets = await keepSecrets(join(directory, 'secrets.json'));
  const [datastores, pageDirectory] = await Promise.all([
    startDatastores({ directory, durable: true, progress }),
    buildPage(progress),
  ]);
  opened.defer(() => datastores.stop());
  const mailSink = await startMailSink({ directory: join(directory, 'mails'), httpPort: options.mailPort });
  opened.defer(() => mailSink.close());
  const product = await startProduct({
    datastores,
    secrets,
    smtpUrl: mailSink.smtpUrl,
    directory,
    progress,
    gatewayPort: options.port,
    pageDirectory,
    onCrash: restart,
  });
  opened.defer(() => product.stop());

  const editing = await servePageWhileEditing({
    port: options.pagePort,
    gatewayUrl: product.url,
    logFile: join(directory, 'logs/page.log'),
  });
  opened.defer(() => editing.stop());

  await ensureDemoUser(product, secrets.demoPassword);
  const access = {
    url: product.url,
    mailUrl: mailSink.url,
    editingUrl: editing.url,
    email: DEMO_USER,
    password: secrets.demoPassword,
  };
  await announceRunning({ ...access, pid: process.pid, adminVariables: product.adminVariables });
  opened.defer(withdrawRunning);
  process.stdout.write(welcome({ ...access, directory }));
}

function readOptions(): { isReset: boolean; port: number; mailPort: number; pagePort: number } {
  try {
    const { values } = parseArgs({
      options: {
        reset: { type: 'boolean', default: false },
        port: { type: 'string', default: '30002' },
        'mail-port': { type: 'string', default: '30080' },
        'page-port': { type: 'string', default: '30003' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (!values.help) {
      return {
        isReset: values.reset,
        port: toPort(values.port),
        mailPort: toPort(values['mail-port']),
        pagePort: toPort(values['page-port']),
      };
    }
  } catch (error) {
    throw new SetupError(`${(error as Error).message}\n\n${USAGE}`);
  }
  process.stdout.write(USAGE);
  process.exit(0);
}

function toPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${text} is not a port.`);
}

async function requireFreePort(port: number, option: string): Promise<void> {
  if (await isFree(port)) return;
  throw new SetupError(
    `Port ${port} is taken. Is another npm start running? Stop what listens there, or choose another port: npm start -- ${option} ${port + 1}`,
  );
}

async function ensureDemoUser(product: Product, password: string): Promise<void> {
  const users = await product.adminUser(['list']);
  if (!users.includes(DEMO_USER)) await product.adminUser(['add', DEMO_USER, '--password-stdin'], password);
}

/** As a cluster would: a service that ends is started again. */
async function restart(service: ServiceProcess, how: string): Promise<void> {
  process.stderr.write(`${service.name} ${how}; starting it again ...\n`);
  await sleep(1_000);
  await service.start().catch(error => process.stderr.write(`${(error as Error).message}\n`));
}
