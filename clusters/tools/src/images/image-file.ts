import { parse, stringify } from 'yaml';

/** What `clusters/<cluster>/images/<service>.yaml` says. */
export interface ImageFile {
  repository: string;
  /** `sha256:…` of the index of all architectures. */
  digest: string;
  /** The full hash of the commit that the image was built from. */
  source: string;
}

const SOURCE = /^# Built from (?<source>[0-9a-f]{40})$/m;

/** Where a service's file lies in the repository. */
export function imageFilePath(cluster: string, service: string): string {
  return `clusters/${cluster}/images/${service}.yaml`;
}

/** The source is a comment, since the rest are values of a chart, which refuses what it does not know. */
export function formatImageFile({ repository, digest, source }: ImageFile): string {
  return `# CI alone writes this file: npm run images -- deploy
# Built from ${source}
${stringify({ image: { repository, digest } }, { lineWidth: 0 })}`;
}

/** Reads such a file; what is not there, or is no such thing, is left out. */
export function parseImageFile(text: string): Partial<ImageFile> {
  const values: { image?: { repository?: string; digest?: string } } | null = parse(text);
  return { ...values?.image, source: SOURCE.exec(text)?.groups?.source };
}
