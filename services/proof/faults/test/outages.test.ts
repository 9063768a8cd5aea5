import { makeVideo } from '@vc/local/ledger/made-video.ts';
import { expect, it } from 'vitest';
import type { Result } from '../group.ts';
import { placeLinks } from '../instruments/links.ts';
import { withWorld } from '../ledger/world.ts';
import { brokerOutages } from '../outages/broker.ts';
import { datastoreOutages } from '../outages/datastores.ts';
import { setScene } from '../outages/scene.ts';
import { createStage } from '../stage.ts';

/** `npm run faults -- outages` has all of them. */
const CHOSEN = /^RabbitMQ wiped|^PostgreSQL killed during claims/;

it('a broker that lost everything and a database that was killed cost no job, and no notice twice', async () => {
  const results: Result[] = [];
  await withWorld({}, async world => {
    const stage = createStage({
      ...{ group: 'outages', seed: 1, only: CHOSEN, signal: new AbortController().signal },
      tell: () => {},
      write: result => results.push(result),
    });
    const video = await makeVideo(2);
    await using links = await placeLinks(world.product);
    const scene = setScene(stage, { world, links, short: video, long: video });
    await brokerOutages(scene);
    await datastoreOutages(scene);
  });
  expect(results.map(({ breach }) => breach)).toEqual([undefined, undefined]);
}, 240_000);
