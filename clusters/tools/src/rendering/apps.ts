import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** One thing that Argo CD installs: a chart with the values that make it this app of this cluster. */
export interface App {
  /** Name of the Application, and so of the Helm release. */
  name: string;
  namespace: string;
  /** Folder of the chart. */
  chart: string;
  /** Value files; a later one wins. */
  valueFiles: readonly string[];
  /** Values that the Application has in itself; they win over those of files. */
  values?: unknown;
}

const DATASTORES = ['postgres', 'mongodb', 'rabbitmq'];

/** All apps of a repository with the values that a cluster's folder has for them, by name. */
export async function listApps(repository: string, cluster: string): Promise<App[]> {
  const apps = await Promise.all(
    (await listCharts(repository)).map(async chart => {
      const own = (await yamlFiles(join(chart, 'services'))).map(file => ({
        name: file.slice(0, -'.yaml'.length),
        valueFiles: [join(chart, 'services', file)],
      }));
      const name = chart.split('/').at(-1) ?? '';
      return (own.length > 0 ? own : [{ name, valueFiles: [] }]).map(app => toApp(app, chart, cluster));
    }),
  );
  return apps.flat().sort((a, b) => a.name.localeCompare(b.name));
}

/** The folders of the charts. */
export async function listCharts(repository: string): Promise<string[]> {
  const folder = join(repository, 'apps');
  const names = await readdir(folder);
  return names
    .map(name => join(folder, name))
    .filter(chart => existsSync(join(chart, 'Chart.yaml')))
    .sort();
}

/** The order is that of the Applications: what the app is, what the cluster decides, what CI has built. */
function toApp({ name, valueFiles }: Pick<App, 'name' | 'valueFiles'>, chart: string, cluster: string): App {
  const ofCluster = ['values', 'images'].map(folder => join(cluster, folder, `${name}.yaml`));
  return {
    name,
    namespace: DATASTORES.includes(name) ? 'datastores' : 'video-converter',
    chart,
    valueFiles: [...valueFiles, ...ofCluster.filter(file => existsSync(file))],
  };
}

async function yamlFiles(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  return (await readdir(folder)).filter(file => file.endsWith('.yaml'));
}
