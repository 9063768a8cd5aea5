import { describe, type Manifest } from '../kubernetes/objects.ts';
import type { ApiClient } from './client.ts';
import { discoverKinds, discoverResources, type FindObject } from './resources.ts';

/** What an API server answers to an object. */
export interface Answer {
  manifest: Manifest;
  /** Why it refuses it, or what it warns of. */
  complaints: string[];
  /** The object as it is stored, or would be. */
  stored?: StoredObject;
}

/** An object as a server stores it. */
export interface StoredObject extends Manifest {
  metadata: Manifest['metadata'] & { resourceVersion: string; generation?: number };
}

/**
 * Asks a server to store objects as Argo CD does (server-side, under its name, taking fields from others), but strictly:
 * unknown fields are errors.
 *
 * @param find of {@link prepare}
 * @param dryRun everything but the storing
 */
export function applyAll(
  client: ApiClient,
  find: FindObject,
  manifests: readonly Manifest[],
  { dryRun = false } = {},
): Promise<Answer[]> {
  const query = `fieldManager=argocd-controller&force=true&fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`;
  return Promise.all(
    manifests.map(async manifest => {
      const { apiVersion, kind } = manifest;
      const path = find(manifest);
      if (!path) return { manifest, complaints: [`there is no kind ${kind} in ${apiVersion}`] };
      const { status, body, warnings } = await client.call({
        method: 'PATCH',
        path: `${path}?${query}`,
        body: manifest,
        contentType: 'application/apply-patch+yaml', // JSON is YAML
      });
      if (status < 300) return { manifest, complaints: warnings, stored: body as StoredObject };
      const { message } = body as { message: string }; // of a Status
      return { manifest, complaints: [...warnings, message] };
    }),
  );
}

/** A line for each complaint: `Deployment keda-operator: …`. */
export function complaintsOf(answers: readonly Answer[]): string[] {
  return answers.flatMap(({ manifest, complaints }) =>
    complaints.map(complaint => `${describe(manifest)}: ${complaint}`),
  );
}

/** Without these nothing else can even be tried; Argo CD applies them first, too. */
const FIRST = ['Namespace', 'CustomResourceDefinition'];

/** What is ready for the rest of some objects. */
export interface Prepared {
  find: FindObject;
  /** About what had to be there first, in the order of the objects. */
  answers: Answer[];
  rest: Manifest[];
}

/** Stores the namespaces and definitions among some objects, and waits until their kinds are known. */
export async function prepare(client: ApiClient, manifests: readonly Manifest[]): Promise<Prepared> {
  const first = manifests.filter(({ kind }) => FIRST.includes(kind));
  const rest = manifests.filter(({ kind }) => !FIRST.includes(kind));
  const answers = await applyAll(client, await discoverResources(client), first);
  const kinds = first.filter(({ kind }) => kind === 'CustomResourceDefinition').flatMap(kindsOf);
  return { find: await discoverKinds(client, kinds), answers, rest };
}

/** The part of a definition that says which kinds there will be. */
interface Definition {
  group: string;
  names: { kind: string };
  versions: { name: string; served: boolean }[];
}

function kindsOf({ spec }: Manifest): Pick<Manifest, 'apiVersion' | 'kind'>[] {
  const { group, names, versions } = spec as Definition; // the server has accepted it
  return versions
    .filter(({ served }) => served)
    .map(({ name }) => ({ apiVersion: `${group}/${name}`, kind: names.kind }));
}
