import { imagesRule } from '../images.ts';
import { type ClusterRule, objectsOf } from './cluster-rule.ts';

/** Of everybody: what others deploy must not change under us either. */
export const pinnedImagesRule: ClusterRule = {
  name: imagesRule.name,
  find: cluster => imagesRule.find(objectsOf(cluster).map(({ manifest }) => manifest)),
};
