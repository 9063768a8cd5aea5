/** This process's environment less the servers that it may name: somebody else's are not for tests to crash. */
export function withoutServers(): NodeJS.ProcessEnv {
  const none = { POSTGRES_URL: '', MONGODB_ADMIN_URL: '', RABBITMQ_ADMIN_URL: '', RABBITMQ_API_URL: '' };
  return { ...process.env, ...none };
}
