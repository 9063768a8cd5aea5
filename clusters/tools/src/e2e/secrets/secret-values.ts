import { type ClusterTarget, kubectl } from '../../cluster/target.ts';

/** What nobody but its readers may know. */
export interface SecretText {
  /** `datastores/postgres/gateway-password` */
  title: string;
  text: string;
}

/** What we read of a Secret. */
interface Secret {
  metadata: { namespace: string; name: string };
  data?: Record<string, string>;
}

/** Keys whose values anybody may know: public halves of keys, a time, and what says which repository a credential is for. */
const PUBLIC = ['vapid-public-key', 'tls.crt', 'ca.crt', 'admin.passwordMtime', 'type', 'url'];

/** What Argo CD takes for the name of another Secret's key, such as `$webhook:github-secret`. */
const REFERENCE = /^\$[a-z-]+:[a-z-]+$/;

/** Every secret that the cluster holds. */
export async function readSecrets(target: ClusterTarget): Promise<SecretText[]> {
  const text = await target.session.ask(
    kubectl(target, 'get', 'secrets', '--all-namespaces', '--output=json'),
  );
  return secretsOf((JSON.parse(text ?? '') as { items: Secret[] }).items);
}

/** What is secret of them: of a URL, its password. */
export function secretsOf(items: readonly Secret[]): SecretText[] {
  return items.flatMap(({ metadata: { namespace, name }, data = {} }) =>
    Object.entries(data)
      .filter(([key]) => !PUBLIC.includes(key))
      .map(([key, value]) => ({
        title: `${namespace}/${name}/${key}`,
        text: secretPart(Buffer.from(value, 'base64').toString()),
      }))
      // The key that pods wait for has no value, and a mail server without an account no password.
      .filter(({ text }) => text !== '' && !REFERENCE.test(text)),
  );
}

/** The secret of that title. @throws where there is none */
export function findSecret(secrets: readonly SecretText[], title: string): string {
  const found = secrets.find(it => it.title === title);
  if (!found) throw new Error(`The cluster has no ${title}.`);
  return found.text;
}

function secretPart(text: string): string {
  return URL.canParse(text) ? decodeURIComponent(new URL(text).password) : text;
}
