import { Timestamp } from '@vc/contracts/primitives.ts';
import { tooMany, unavailable } from '@vc/kit/problem.ts';
import type { Server } from '@vc/kit/server.ts';
import { Type } from 'typebox';
import type { Hub } from '../events/hub.ts';
import { startingPoint } from '../events/since.ts';
import { createEventStream, type EventStream, type StreamDeps } from '../events/stream.ts';
import type { KeyRing } from '../identity/key-ring.ts';
import { bearer, problems } from '../schemas.ts';

/** Streams of one user on one replica: enough for many tabs, not for exhausting us. */
const MOST_STREAMS = 20;

/** `GET /events`: the user's jobs as they change. */
export function eventRoute(
  app: Server,
  deps: Omit<StreamDeps, 'hub' | 'isRevoked' | 'log'> & {
    hub: Pick<Hub, 'join' | 'count'>;
    keyRing: Pick<KeyRing, 'isRevoked'>;
    /** The database's clock: all that is compared with it must come from it. */
    readClock(): Promise<Date>;
  },
): void {
  const open = new Set<EventStream>();
  let isClosing = false;
  // Fastify waits for answers to end before it closes; these end only when told. Browsers reconnect, to another replica.
  app.addHook('preClose', async () => {
    isClosing = true;
    for (const stream of open) stream.end();
  });

  app.get(
    '/events',
    {
      schema: {
        summary: 'My jobs as server-sent events: `job`, `progress`, `deleted`.',
        security: bearer,
        headers: Type.Object({ 'last-event-id': Type.Optional(Timestamp) }),
        response: {
          200: {
            description: 'Ends when the token does.',
            content: { 'text/event-stream': { schema: Type.String() } },
          },
          ...problems(400, 401),
        },
      },
    },
    async (request, reply) => {
      const { sub, exp } = request.user;
      const since = startingPoint(request.headers['last-event-id'], await deps.readClock());
      if (isClosing) throw unavailable('This replica');
      if (deps.hub.count(sub) >= MOST_STREAMS)
        throw tooMany('too-many-streams', 'Close some of your other streams first.', 10);
      const stream = createEventStream(
        { ...deps, isRevoked: () => deps.keyRing.isRevoked(request.user), log: request.log },
        { owner: sub, since, expiresAt: new Date(exp * 1000) },
      );
      open.add(stream);
      stream.readable.once('close', () => open.delete(stream));
      reply.headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
      return reply.type('text/event-stream').send(stream.readable);
    },
  );
}
