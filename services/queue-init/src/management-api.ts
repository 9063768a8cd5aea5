/** The management API refused a request; `status` is its HTTP status. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A path below `/api`, given as segments, each of which is escaped (a virtual host may be called `/`). */
export type ApiPath = string[];

/** The management API of one broker. */
export type ManagementApi = {
  /** What is there, or undefined where nothing is (404). */
  find<T>(path: ApiPath): Promise<T | undefined>;
  /** What must be there: a list, above all. */
  get<T>(path: ApiPath): Promise<T>;
  put(path: ApiPath, body: object): Promise<void>;
  post(path: ApiPath, body: object): Promise<void>;
  remove(path: ApiPath): Promise<void>;
};

const REQUEST_LIMIT_MS = 10_000;

/** Else a queue is described out of statistics, which know neither its policy nor its messages until seconds later. */
const QUERY = '?disable_stats=true&enable_queue_totals=true';

/** A client for the management API. `url` carries the administrator's name and password. */
export function createManagementApi(url: string): ManagementApi {
  const { username, password, origin } = new URL(url);
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;

  async function request(method: string, path: ApiPath, body?: object): Promise<unknown> {
    const response = await fetch(`${origin}/api/${path.map(encodeURIComponent).join('/')}${QUERY}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    });
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : JSON.parse(text);
    throw new ApiError(
      response.status,
      `${method} /api/${path.join('/')} was answered with ${response.status}: ${text.slice(0, 500)}`,
    );
  }

  return {
    find: <T>(path: ApiPath) =>
      request('GET', path).catch(error => {
        if (error instanceof ApiError && error.status === 404) return undefined;
        throw error;
      }) as Promise<T | undefined>,
    get: <T>(path: ApiPath) => request('GET', path) as Promise<T>,
    async put(path, body) {
      await request('PUT', path, body);
    },
    async post(path, body) {
      await request('POST', path, body);
    },
    async remove(path) {
      await request('DELETE', path);
    },
  };
}
