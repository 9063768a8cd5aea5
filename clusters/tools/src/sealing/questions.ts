/** Something that only people know. */
export interface Question {
  message: string;
  /** Lines above it. */
  hint?: string;
  /** Shown while it is typed. */
  isPublic?: boolean;
  /** Of several lines, so that it can only be piped in. */
  isText?: boolean;
  /** What is wrong with an answer, as a sentence. */
  problem: (answer: string) => string | undefined;
  /** The answer as it is sealed. */
  normalize?: (answer: string) => string;
}

/** What MongoDB and RabbitMQ take, and a URL without escaping. */
const PASSWORD = /^[A-Za-z0-9._~-]{8,128}$/;

/** Where mail is handed in. */
export const SMTP_URL: Question = {
  message: 'SMTP URL',
  hint: [
    'The account that sends mails: smtp://user:password@host:587, or smtps:// for port 465.',
    'Gmail, by an app password without its blanks: smtp://you%40gmail.com:<app password>@smtp.gmail.com:587',
  ].join('\n'),
  problem: answer => urlProblem(answer, ['smtp', 'smtps']),
};

/** The password that MongoDB has been told. */
export const ROOT_PASSWORD: Question = {
  message: 'The new password that MongoDB has been told',
  problem: passwordProblem,
};

/** Who may read and write the bucket of backups. */
export const STORE_ACCOUNT: Question = {
  message: 'Account at the S3 of backups: <access key>:<secret key>',
  problem: answer =>
    /^[^\s:]+:\S+$/.test(answer)
      ? undefined
      : 'It is an access key, a colon and a secret key, without blanks.',
};

/** How Argo CD may read a private repository. */
export const repositoryQuestions = {
  username: {
    message: 'User name for the repository (for a token of GitHub any will do, such as git)',
    isPublic: true,
    problem: answer => (/\S/.test(answer) ? undefined : 'A user name is needed.'),
  },
  token: {
    message: 'Token that may read the repository, and nothing else',
    problem: answer => (/^\S+$/.test(answer) ? undefined : 'A token has no blanks.'),
  },
  sshKey: {
    message: 'Private key that may read the repository',
    isText: true,
    problem: answer =>
      /^-----BEGIN [A-Z ]*PRIVATE KEY-----\n[\s\S]+-----END [A-Z ]*PRIVATE KEY-----\s*$/.test(answer)
        ? undefined
        : 'That is no private key in PEM.',
    // ssh refuses a key whose last line does not end.
    normalize: answer => `${answer.trimEnd()}\n`,
  },
} satisfies Record<string, Question>;

const SCHEMES: Readonly<Record<string, readonly string[]>> = {
  'database-url': ['postgres', 'postgresql'],
  'mongodb-url': ['mongodb', 'mongodb+srv'],
  'rabbitmq-url': ['amqp', 'amqps'],
  'rabbitmq-api-url': ['http', 'https'],
  'smtp-url': ['smtp', 'smtps'],
};

/** What seals data: 32 bytes. */
const SEALING_KEY = /^[A-Za-z0-9+/]{43}=$/;

/** Asks for one key of one Secret, whatever it is usually made of: for a managed datastore, or to bring back what it was. */
export function questionForKey(secret: string, key: string): Question {
  const schemes = SCHEMES[key];
  return {
    message: `${secret}/${key}${schemes ? ` (${schemes[0]}://user:password@host…)` : ''}`,
    isText: key === 'jwt-keys' || key === 'sshPrivateKey',
    problem: answer => (schemes ? urlProblem(answer, schemes) : plainProblem(key, answer)),
  };
}

function plainProblem(key: string, answer: string): string | undefined {
  if (key.endsWith('-password')) return passwordProblem(answer);
  if (key === 'totp-key' || key === 'secrets-key') {
    return SEALING_KEY.test(answer) ? undefined : 'It must be 32 bytes in base64.';
  }
  return answer ? undefined : 'It must not be empty.';
}

function passwordProblem(answer: string): string | undefined {
  return PASSWORD.test(answer) ? undefined : 'A password is 8 to 128 of A-Z a-z 0-9 . _ ~ -';
}

/** Never quotes the answer: there is a password in it. */
function urlProblem(answer: string, schemes: readonly string[]): string | undefined {
  if (/\s/.test(answer)) return 'A URL has no blanks.';
  if (!URL.canParse(answer))
    return `That is no URL: ${schemes[0]}://user:password@host is one; : / @ in a password are %3A %2F %40.`;
  const { protocol, hostname } = new URL(answer);
  if (!schemes.includes(protocol.slice(0, -1))) return `It must begin with ${schemes.join(':// or ')}://.`;
  return hostname ? undefined : 'It names no host.';
}
