import { type CommandResult, runCommand } from '@vc/local/command.ts';
import { killContainer } from './containers.ts';
import { hasImage, importImages, tagImage } from './images.ts';
import type { NodeFiles } from './layout.ts';

/** A running Kubernetes node that is a cluster of its own. */
export interface LocalNode {
  /** Its data: what lies here goes with the node. */
  folder: string;
  /** A file with all that an administrator's client needs. */
  kubeconfig: string;
  /** Runs kubectl as the administrator; `stderr` is the end of what it said. */
  kubectl(args: readonly string[], input?: string): Promise<CommandResult>;
  /** Takes over images out of tars as `docker save` writes them, names included. */
  importImages(tars: readonly string[], onProgress: (text: string) => void): Promise<void>;
  /** Whether pods can be made of an image. */
  hasImage(name: string): Promise<boolean>;
  /** Gives an image one more name, or takes that name from another image. */
  tagImage(name: string, asName: string): Promise<void>;
  /** Ends a container's processes without a word, by the id that its pod's status tells. */
  killContainer(id: string): Promise<void>;
}

/** What can be done with the node whose files these are. */
export function localNode(files: NodeFiles): LocalNode {
  const kubeconfig = files.kubeconfig('admin');
  return {
    folder: files.folder,
    kubeconfig,
    kubectl: (args, input) => runCommand([...kubectl(files), ...args], { input }),
    importImages: (tars, onProgress) => importImages(files, tars, onProgress),
    hasImage: name => hasImage(files, name),
    tagImage: (name, asName) => tagImage(files, name, asName),
    killContainer: id => killContainer(files, id),
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
