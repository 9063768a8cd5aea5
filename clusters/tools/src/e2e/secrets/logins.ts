import { runCommand } from '@vc/local/command.ts';
import { type ClusterTarget, kubectl } from '../../cluster/target.ts';

/** Over TCP, where everybody needs a password; it is on no command line. */
const PSQL =
  'read -r PGPASSWORD; export PGPASSWORD; exec psql --no-psqlrc --host=127.0.0.1 --username="$0" --dbname=video_converter --command=select';

/** Whether PostgreSQL lets somebody in. */
export function postgresAccepts(target: ClusterTarget, user: string, password: string): Promise<boolean> {
  const program = ['exec', '--stdin', 'postgres-0', '--', 'sh', '-c', PSQL, user];
  return logIn(target, program, password, `password authentication failed for user "${user}"`);
}

/** Whether RabbitMQ lets somebody in. */
export function rabbitmqAccepts(target: ClusterTarget, user: string, password: string): Promise<boolean> {
  const program = ['exec', '--stdin', 'rabbitmq-0', '--', 'rabbitmqctl', 'authenticate_user', user];
  return logIn(target, program, password, `user '${user}' - invalid credentials`);
}

/** @throws where it says neither yes nor no */
async function logIn(
  target: ClusterTarget,
  program: readonly string[],
  password: string,
  refusal: string,
): Promise<boolean> {
  const { code, stdout, stderr } = await runCommand(kubectl(target, '--namespace=datastores', ...program), {
    input: `${password}\n`,
  });
  if (code === 0) return true;
  if (`${stdout}${stderr}`.includes(refusal)) return false;
  throw new Error(`${program.join(' ')}: ${stderr}`);
}
