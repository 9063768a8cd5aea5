import { describe } from '../../kubernetes/objects.ts';
import { type ClusterRule, objectsOf } from './cluster-rule.ts';
import { allowsDestination, allowsKind, allowsSource, findProject } from './projects.ts';

/** Argo CD would refuse to sync, hours after the push; and whoever widens a project shall do it knowingly. */
export const permittedSourcesRule: ClusterRule = {
  name: 'the project of an Application allows its sources',
  find: cluster =>
    cluster.applications.flatMap(({ name, project, sources }) => {
      const rights = findProject(cluster, project);
      if (!rights) return [`Application ${name}: there is no project ${project}`];
      return sources
        .filter(source => !allowsSource(rights, source))
        .map(({ repoURL }) => `Application ${name}: project ${project} does not allow ${repoURL}`);
    }),
};

/** Also where all objects name their namespaces: Argo CD then asks the project for the namespace `''`. */
export const permittedDestinationsRule: ClusterRule = {
  name: 'the project of an Application allows its destination',
  find: cluster =>
    cluster.applications.flatMap(({ name, project, destination }) => {
      const rights = findProject(cluster, project);
      if (!rights || allowsDestination(rights, destination)) return [];
      const namespace = destination.namespace ?? '';
      return [
        `Application ${name}: project ${project} does not allow the destination namespace '${namespace}'`,
      ];
    }),
};

/** As {@link permittedSourcesRule}, of what the sources make. */
export const permittedObjectsRule: ClusterRule = {
  name: 'the project of an Application allows the kinds and the places of all its objects',
  find: cluster =>
    objectsOf(cluster).flatMap(({ application: { name, project, destination }, manifest }) => {
      const rights = findProject(cluster, project);
      if (!rights) return []; // found by the other rule
      const { namespace } = manifest.metadata;
      const isPlaceAllowed = !namespace || allowsDestination(rights, { ...destination, namespace });
      return [
        ...(allowsKind(rights, manifest) ? [] : [`the kind of ${describe(manifest)}`]),
        ...(isPlaceAllowed ? [] : [`${describe(manifest)} in namespace ${namespace}`]),
      ].map(what => `Application ${name}: project ${project} does not allow ${what}`);
    }),
};
