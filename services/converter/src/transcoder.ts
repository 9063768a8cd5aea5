import type { Readable } from 'node:stream';

/** One audio track of a container. */
export type AudioStream = {
  /** Its number among all streams of the file. */
  index: number;
  codec: string;
  /** 0 where the first seconds of the file do not tell. */
  channels: number;
  /** In Hz; 0 where the first seconds of the file do not tell. */
  sampleRate: number;
  /** Whether the container marks it as the one to play. */
  isDefault: boolean;
  /** Length in seconds, where the file tells the length of this very stream. */
  duration?: number;
};

/** What a file holds. */
export type Media = {
  audio: AudioStream[];
  hasVideo: boolean;
  /** Length of the whole in seconds. */
  duration?: number;
  /** Whether lengths were worked out from time stamps, which may jump, instead of being declared by a header. */
  isEstimated: boolean;
  /** Tags of the file by their lower-case name. */
  tags: Record<string, string>;
};

/** How the audio becomes MP3: taken as it is, or encoded. */
export type Encoding =
  | { mode: 'copy' }
  | { mode: 'constant'; kbps: number; channels: 1 | 2; sampleRate: number }
  | { mode: 'variable'; quality: number; channels: 1 | 2; sampleRate: number };

/** A part of the audio, in samples of the output from its start; the last one has no end. */
export type Segment = { start: number; end?: number };

/** What to make of a file. */
export type Plan = {
  /** `index` of the audio stream. */
  stream: number;
  encoding: Encoding;
  tags: Record<string, string>;
  /** The output is cut here, in seconds: headers lie about lengths, the clock of the output does not. */
  cutAt: number;
  /** What alone is to be encoded; everything before it is decoded all the same. Not for a copy. */
  segment?: Segment;
};

/** A local file, or one that is read from the beginning to the end, each time anew. */
export type Source = string | { read(): Readable };

/** Reads and converts files of strangers. Every error but a `Verdict` may pass. */
export type Transcoder = {
  /** @throws {Verdict} when it is not a readable video */
  probe(file: string, signal?: AbortSignal): Promise<Media>;
  /** How far the video stream of a file really goes, in seconds. Reads all of it, decodes nothing. */
  measureVideo(file: string, signal: AbortSignal): Promise<number>;
  /**
   * Writes the MP3. When it rejects, the process is gone, and so is what it wrote.
   *
   * @param options.onProgress hears about once a second how many seconds of audio are done
   * @param options.signal kills the process at once; the promise then rejects with its reason
   * @param options.sharers how many such processes share the memory of a conversion; by default this is the only one
   * @throws {Verdict} when the audio cannot be decoded
   */
  transcode(
    source: Source,
    target: string,
    plan: Plan,
    options: { signal: AbortSignal; onProgress(seconds: number): void; sharers?: number },
  ): Promise<void>;
};
