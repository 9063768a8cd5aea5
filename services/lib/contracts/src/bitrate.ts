import { type Static, Type } from 'typebox';

/** Constant bitrates of MPEG-1 Layer III from 64 kbit/s up, as LAME offers them. */
export const CONSTANT_BITRATES = ['64', '80', '96', '112', '128', '160', '192', '224', '256', '320'] as const;

/** LAME's variable-bitrate qualities, best first. */
export const VARIABLE_QUALITIES = ['v0', 'v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8', 'v9'] as const;

/** What a user may ask for: kbit/s, or a variable quality. */
export const RequestedBitrate = Type.Enum([...CONSTANT_BITRATES, ...VARIABLE_QUALITIES], {
  description: 'kbit/s (64 to 320), or LAME’s variable quality (v0 best to v9).',
});
export type RequestedBitrate = Static<typeof RequestedBitrate>;

/** What a conversion uses where the user asked for nothing, in kbit/s. */
export const DEFAULT_BITRATE = '128';
