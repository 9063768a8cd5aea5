import type { Group } from '../group.ts';
import { playMultipart } from './multipart/play.ts';
import { playOutbound } from './outbound/play.ts';
import { playTokens } from './tokens/play.ts';
import { withWorld } from './world.ts';

/** Users, strangers and machines that mean ill, against the whole product. */
export const abuse: Group = {
  name: 'abuse',
  play: stage =>
    withWorld(async world => {
      const judgeSlowHeads = await playMultipart(stage, world);
      await playTokens(stage, world);
      await playOutbound(stage, world);
      await judgeSlowHeads();
    }),
};
