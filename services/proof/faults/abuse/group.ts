import type { Group } from '../group.ts';
import { playApi } from './api/play.ts';
import { playLogins } from './logins/play.ts';
import { playMessages } from './messages/play.ts';
import { playMultipart } from './multipart/play.ts';
import { playNames } from './names/play.ts';
import { playOutbound } from './outbound/play.ts';
import { playStore } from './store/play.ts';
import { playStrangers } from './strangers/play.ts';
import { playTokens } from './tokens/play.ts';
import { openWorld } from './world.ts';

/** Users, strangers and machines that mean ill, against the whole product. */
export const abuse: Group = {
  name: 'abuse',
  async play(stage) {
    await using world = await openWorld();
    const judgeSlowHeads = await playMultipart(stage, world);
    await playTokens(stage, world);
    await playLogins(stage, world);
    await playStrangers(stage, world);
    await playNames(stage, world);
    await playStore(stage, world);
    await playMessages(stage, world);
    await playApi(stage, world);
    await playOutbound(stage, world);
    await judgeSlowHeads();
  },
};
