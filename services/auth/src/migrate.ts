import { configOrExit } from '@vc/kit/lifecycle.ts';
import { createLogger } from '@vc/kit/logger.ts';
import { runMigrations } from '@vc/kit/migrations.ts';
import { loadDatabaseConfig } from './config.ts';
import { migrations } from './migrations/migrations.ts';

// Brings schema `auth` up to date, as its owner. Any number may run at a time; one works, the others wait.
const { DATABASE_URL } = configOrExit(() => loadDatabaseConfig());
const log = createLogger('auth-migrate', 'info');
await runMigrations({ url: DATABASE_URL, schema: 'auth', migrations, log });
