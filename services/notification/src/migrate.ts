import { loadConfig } from '@vc/kit/config.ts';
import { configOrExit } from '@vc/kit/lifecycle.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { runMigrations } from '@vc/kit/migrations.ts';
import { Type } from 'typebox';
import { migrations } from './migrations/all.ts';

// The command that brings schema `notification` up to date. DATABASE_URL names the role that owns the schema.
const config = configOrExit(() => loadConfig(Type.Object({ DATABASE_URL: Type.String() }), process.env));

await runMigrations({
  url: config.DATABASE_URL,
  schema: 'notification',
  migrations,
  log: createLogger('migrate-notification', 'info'),
});
