import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { User } from '@vc/contracts/auth-api.ts';
import { Job } from '@vc/contracts/job.ts';
import { Preferences } from '@vc/contracts/notification-api.ts';
import { ProblemBody } from '@vc/contracts/problem.ts';
import type { Server } from '@vc/kit/server.ts';
import { Type } from 'typebox';
import { isSecure } from './security-headers.ts';

/** The form of an upload: for the document only, since a body that is streamed cannot be validated as a whole. */
const UploadForm = Type.Object({
  file: Type.String({ format: 'binary', description: 'One video; the name of the field does not matter.' }),
});

/** Collects the schemas of the routes registered after it into `GET /openapi.json`, readable at `GET /docs`. */
export async function registerOpenApi(app: Server, cookieName: string, publicUrl: string): Promise<void> {
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
    transform: ({ schema, url }) => ({
      schema: url === '/upload' ? { ...schema, body: UploadForm } : schema,
      url,
    }),
  });
  app.get(
    '/openapi.json',
    { schema: { summary: 'This document.', response: { 200: Type.Unsafe({ type: 'object' }) } } },
    async (_request, reply) => reply.serializer(JSON.stringify).send(app.swagger()),
  );
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    transformStaticCSP: policy =>
      isSecure(publicUrl) ? policy : policy.replace('upgrade-insecure-requests;', ''),
  });
}
