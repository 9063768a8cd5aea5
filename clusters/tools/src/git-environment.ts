/** Settings of git as environment variables: nothing of this machine's own, and who commits. */
export function gitEnvironment(config: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const entries = Object.entries({
    'user.name': 'video-converter',
    'user.email': 'video-converter@localhost',
    'init.defaultBranch': 'main',
    'commit.gpgSign': 'false',
    ...config,
  });
  return {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(
      entries.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}
