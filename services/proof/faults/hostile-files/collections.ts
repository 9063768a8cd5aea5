import { boxes } from './files/boxes.ts';
import { elements } from './files/elements.ts';
import { lengths } from './files/lengths.ts';
import { otherFormats } from './files/other-formats.ts';
import { picturesAndTags } from './files/pictures-and-tags.ts';
import { playlists } from './files/playlists.ts';
import { polyglots } from './files/polyglots.ts';
import { references } from './files/references.ts';
import { sounds } from './files/sounds.ts';
import { streams } from './files/streams.ts';
import { timeStamps } from './files/time-stamps.ts';
import type { Collection } from './hostile-file.ts';

/** Everything that is made by design; what is made from good videos comes besides. */
export const COLLECTIONS: readonly Collection[] = [
  playlists,
  references,
  otherFormats,
  polyglots,
  lengths,
  streams,
  sounds,
  timeStamps,
  boxes,
  elements,
  picturesAndTags,
];
