/** One stage of a Dockerfile, as far as it says what comes from where. */
export interface Stage {
  name: string;
  /** Another stage, or an image of others. */
  from: string;
  /** Files and folders of the build context that it copies. */
  copies: readonly string[];
  /** Stages that it copies from. */
  copiesFrom: readonly string[];
}

/** The stages of a Dockerfile, in its order. */
export function parseDockerfile(text: string): Stage[] {
  const instructions = text.replace(/^\s*#.*\n/gm, '').replaceAll('\\\n', ' ');
  return instructions
    .split(/^(?=FROM\s)/m)
    .filter(part => part.startsWith('FROM'))
    .map(parseStage);
}

/** The stages that no other one builds on: the images. */
export function imageNames(stages: readonly Stage[]): string[] {
  const used = new Set(stages.flatMap(({ from, copiesFrom }) => [from, ...copiesFrom]));
  return stages.map(({ name }) => name).filter(name => !used.has(name));
}

/** What of the build context decides on an image: copied by its stage, or by any that this one builds on. */
export function copiedPaths(stages: readonly Stage[], name: string): string[] {
  const stage = stages.find(it => it.name === name);
  if (!stage) return []; // an image of others
  const below = [stage.from, ...stage.copiesFrom].flatMap(other => copiedPaths(stages, other));
  return [...new Set([...below, ...stage.copies])];
}

function parseStage(text: string): Stage {
  const { from = '', name = '' } = /^FROM\s+(?<from>\S+)(?:\s+AS\s+(?<name>\S+))?/.exec(text)?.groups ?? {};
  const copies = [...text.matchAll(/^COPY\s+(.+)$/gm)].map(([, rest = '']) => parseCopy(rest));
  return {
    name,
    from,
    copies: copies.filter(({ stage }) => !stage).flatMap(({ sources }) => sources),
    copiesFrom: copies.flatMap(({ stage }) => stage ?? []),
  };
}

function parseCopy(rest: string): { stage?: string; sources: string[] } {
  const words = rest.trim().split(/\s+/);
  const stage = words.find(word => word.startsWith('--from='))?.slice('--from='.length);
  const paths = words.filter(word => !word.startsWith('--'));
  return { stage, sources: paths.slice(0, -1) }; // the last one is where they go
}
