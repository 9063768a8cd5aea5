import { type CommandResult, runCommand } from '@vc/local/command.ts';
import { killContainer } from './containers.ts';
import { ctr, findDigest, importImages, tagImage } from './images.ts';
import type { NodeFiles } from './layout.ts';

/** A running Kubernetes node that is a cluster of its own, however it was made. */
export interface LocalNode {
  /** Its data: what lies here goes with the node. */
  folder: string;
  /** A file with all that an administrator's client needs. */
  kubeconfig: string;
  /** Runs kubectl as the administrator; `stderr` is the end of what it said. */
  kubectl(args: readonly string[], input?: string): Promise<CommandResult>;
  /** Takes over images out of tars as `docker save` writes them, names included. */
  importImages(tars: readonly string[], onProgress: (text: string) => void): Promise<void>;
  /** The digest of what an image's name stands for; nothing where pods cannot be made of it. */
  findDigest(name: string): Promise<string | undefined>;
  /** Gives an image one more name, or takes that name from another image. */
  tagImage(name: string, asName: string): Promise<void>;
  /** Ends a container's processes without a word, by the id that its pod's status tells. */
  killContainer(id: string): Promise<void>;
  /** Whether it gets the images of others from their registries; else there are stand-ins. */
  pullsImages: boolean;
  /** Whether names and volumes are part of it. */
  hasNamesAndVolumes: boolean;
}

/** What can be done with the node whose files these are. */
export function localNode(files: NodeFiles): LocalNode {
  const kubeconfig = files.kubeconfig('admin');
  return {
    folder: files.folder,
    kubeconfig,
    kubectl: (args, input) => runCommand([...kubectl(files), ...args], { input }),
    importImages: (tars, onProgress) => importImages(ctr(files), tars, onProgress),
    findDigest: name => findDigest(ctr(files), name),
    tagImage: (name, asName) => tagImage(ctr(files), name, asName),
    killContainer: id => killContainer(ctr(files), id),
    pullsImages: false,
    hasNamesAndVolumes: false,
  };
}

/** kubectl for the administrator; what it caches goes with the node. */
export function kubectl(files: NodeFiles): [string, ...string[]] {
  return [
    files.program('kubectl'),
    `--kubeconfig=${files.kubeconfig('admin')}`,
    `--cache-dir=${files.kubectlCache}`,
  ];
}
