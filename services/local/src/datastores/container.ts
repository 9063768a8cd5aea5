import { mkdir, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GenericContainer, StartedTestContainer } from 'testcontainers';
import type { Datastore } from './datastore.ts';

/** A datastore as an official image. */
export interface ContainerServer {
  image: string;
  /** A folder of this machine and where the container sees it. */
  data: { source: string; target: string };
  /** Ports of the container, and the ports of this machine that lead to them. */
  ports: readonly { container: number; host: number }[];
  configure: (container: GenericContainer) => GenericContainer;
  isReady: () => Promise<boolean>;
  /** Runs after each start. */
  initialize?: () => Promise<void>;
}

const START_LIMIT_MS = 60_000;

/** A datastore in which a command can be run beside the server. */
export interface ContainerDatastore extends Datastore {
  /** Runs a command that must succeed and returns its stdout. */
  exec(command: string[]): Promise<string>;
}

/** The lifecycle of a container that is made anew at each start, over the same data on the same ports. */
export async function startContainer(
  name: Datastore['name'],
  server: ContainerServer,
): Promise<ContainerDatastore> {
  let running: StartedTestContainer | undefined;

  const datastore: ContainerDatastore = {
    name,
    source: 'container',
    async start() {
      await mkdir(server.data.source, { recursive: true });
      running = await (await describe(server)).start();
      const deadline = Date.now() + START_LIMIT_MS;
      while (!(await server.isReady())) {
        if (Date.now() > deadline) throw new Error(`${server.image} is not ready after ${START_LIMIT_MS} ms`);
        await sleep(50);
      }
      await server.initialize?.();
    },
    async stop() {
      await running?.stop({ timeout: 20_000 });
      running = undefined;
    },
    async kill() {
      if (!running) return;
      await (await engine(running)).kill();
      await running.stop();
      running = undefined;
    },
    async freeze() {
      if (running) await (await engine(running)).pause();
    },
    async thaw() {
      if (running) await (await engine(running)).unpause();
    },
    async wipe() {
      await datastore.kill();
      await rm(server.data.source, { recursive: true, force: true });
      await datastore.start();
    },
    async exec(command) {
      if (!running) throw new Error(`${server.image} does not run`);
      const { exitCode, stdout, stderr } = await running.exec(command);
      if (exitCode !== 0) throw new Error(`${command[0]} ended with ${exitCode}: ${stderr || stdout}`);
      return stdout;
    },
  };

  try {
    await datastore.start();
  } catch (error) {
    await datastore.stop();
    throw error;
  }
  return datastore;
}

async function describe({ image, data, ports, configure }: ContainerServer): Promise<GenericContainer> {
  // Loaded only where an engine answers: it is large.
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = new GenericContainer(image)
    .withExposedPorts(...ports)
    .withBindMounts([{ ...data, mode: 'rw' }])
    .withWaitStrategy(Wait.forListeningPorts());
  // Data belong to whoever runs us. As root, the images change to a user of their own.
  const user = process.getuid?.() ? `${process.getuid()}:${process.getgid?.()}` : undefined;
  return configure(user ? container.withUser(user) : container);
}

/** What testcontainers itself does not offer. */
async function engine(container: StartedTestContainer) {
  const { getContainerRuntimeClient } = await import('testcontainers');
  return (await getContainerRuntimeClient()).container.getById(container.getId());
}
