import type { EksSettings } from '../settings.ts';

/** Where CI pushes the images of a cluster. */
export interface Destination {
  /** What stands before `/<service>` in the name of an image. */
  registry: string;
  region: string;
  /** ARN of the role that may push there: `ImagesRole` of clusters/eks/aws.yaml. */
  role: string;
}

/** Stands in clusters/eks/settings.yaml until somebody installs: no account has this number. */
const EXAMPLE_ACCOUNT = '111122223333';

/** Where the images of a cluster on EKS go, unless its settings are still the example's. */
export function destinationOf({
  account,
  region,
  cluster,
}: Pick<EksSettings, 'account' | 'region' | 'cluster'>): Destination | undefined {
  if (account === EXAMPLE_ACCOUNT) return undefined;
  return {
    registry: `${account}.dkr.ecr.${region}.amazonaws.com/${cluster}`,
    region,
    role: `arn:aws:iam::${account}:role/${cluster}-images`,
  };
}
