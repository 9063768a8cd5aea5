/** Where the datastores are, as their charts name them, with a user's password: what services are given as one URL. */

/** The database, for a role. */
export function postgresUrl(role: string): (password: string) => string {
  return password => `postgres://${role}:${password}@postgres.datastores:5432/video_converter`;
}

/** The store of blobs, for a user. */
export function mongodbUrl(user: string): (password: string) => string {
  const place = 'mongodb.datastores:27017/media?authSource=admin&replicaSet=rs0';
  return password => `mongodb://${user}:${password}@${place}`;
}

/** The broker, for a user. */
export function amqpUrl(user: string): (password: string) => string {
  return password => `amqp://${user}:${password}@rabbitmq.datastores:5672`;
}

/** The broker's management API, for a user. KEDA takes the path for the virtual host. */
export function managementUrl(user: string): (password: string) => string {
  return password => `http://${user}:${password}@rabbitmq.datastores:15672/`;
}

/** The file in which `aws` looks for an account, given as `<access key>:<secret key>`. */
export function awsCredentials(account: string): string {
  const [accessKey, secretKey] = account.split(/:(.*)/s);
  return `[default]\naws_access_key_id = ${accessKey}\naws_secret_access_key = ${secretKey}\n`;
}
