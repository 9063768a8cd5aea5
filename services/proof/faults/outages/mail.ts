import type { MailSink } from '@vc/local/mail-sink.ts';
import { waitUntil } from '@vc/local/waiting.ts';
import { letTimePass } from './passing-time.ts';
import type { Scene } from './scene.ts';

/** What a mail server does, and how it is told to. */
const TROUBLES = [
  ['is down', sink => sink.down()],
  ['answers 451', sink => sink.behave('reject-temporarily')],
  ['takes the mail and never answers', sink => sink.behave('hang')],
  ['takes the mail and cuts the connection', sink => sink.behave('cut-after-data')],
] as const satisfies [string, (sink: MailSink) => Promise<void> | void][];

const VIDEOS = 3;

/** The mail server fails in all the ways it has. */
export async function mailOutages(scene: Scene): Promise<void> {
  const { attempt, world } = scene;
  for (const [what, begin] of TROUBLES) {
    await attempt(`SMTP server ${what}`, async () => {
      await whileInTrouble(
        scene,
        begin,
        `select from notification.delivery
        where channel = 'email' and status = 'pending' and attempts > 0 and lease_token is null`,
      );
      await letTimePass(world, 1);
      return `${VIDEOS} mails`;
    });
  }
  await attempt(
    'SMTP server answers 550',
    async () => {
      const customers = await whileInTrouble(
        scene,
        sink => sink.behave('reject-permanently'),
        `
        select from notification.delivery where channel = 'email' and status = 'refused'`,
      );
      const mails = customers.flatMap(({ email }) => world.mailSink.mails(email));
      if (mails.length > 0) throw new Error(`${mails.length} mails came although they were refused`);
      return `${VIDEOS} mails`;
    },
    { uncertain: ['email'] },
  );
}

/** Has videos converted while the server is in trouble, until the deliveries of all of them show it. */
async function whileInTrouble(
  { world, newCustomers }: Scene,
  begin: (sink: MailSink) => Promise<void> | void,
  shown: string,
) {
  const { mailSink } = world;
  const customers = await newCustomers(VIDEOS);
  const before = (await world.query(shown)).length;
  await begin(mailSink);
  try {
    await Promise.all(customers.map(({ upload }) => upload()));
    await waitUntil(
      'the mails have failed',
      async () => (await world.query(shown)).length >= before + VIDEOS,
      90_000,
    );
  } finally {
    mailSink.behave('accept');
    await mailSink.up();
  }
  return customers;
}
