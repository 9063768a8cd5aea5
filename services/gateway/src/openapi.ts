import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { User } from '@vc/contracts/auth-api.ts';
import { Job } from '@vc/contracts/job.ts';
import { Preferences } from '@vc/contracts/notification-api.ts';
import { ProblemBody } from '@vc/contracts/problem.ts';
import type { Server } from '@vc/kit/server.ts';

/** Collects the schemas of the routes registered after it into `GET /openapi.json`, readable at `GET /docs`. */
export async function registerOpenApi(app: Server, cookieName: string): Promise<void> {
  for (const schema of [Job, ProblemBody, User, Preferences]) app.addSchema(schema);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'video converter', version: '1', description: 'Turns an uploaded video into an MP3.' },
      components: {
        securitySchemes: {
          basic: { type: 'http', scheme: 'basic' },
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          session: { type: 'apiKey', in: 'cookie', name: cookieName },
        },
      },
    },
    refResolver: { buildLocalReference: (json, _baseUri, _fragment, i) => String(json.$id ?? `def-${i}`) },
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
}
