/** As much of an OpenAPI document as the cases read. */
export interface OpenApiDocument {
  paths: Record<string, Record<string, RawOperation>>;
}

interface RawOperation {
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema?: { properties?: Record<string, unknown> } }> };
}

/** One method of one path. */
export interface Operation {
  /** `GET /jobs/{fid}`. */
  name: string;
  /** In upper case. */
  method: string;
  /** With its parameters in braces. */
  path: string;
  /** Whether it takes a token. */
  isProtected: boolean;
  /** Where it takes a job's id, if it does. */
  fidIn: 'path' | 'query' | undefined;
  /** Names of the query's parameters. */
  query: string[];
  /** Names of the properties of its JSON body; empty where it takes none. */
  bodyProperties: string[];
}

/** The operations of a document: a route that is added to the product is attacked without a change here. */
export function readOperations(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security = [], parameters = [], requestBody }]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      isProtected: security.some(scheme => 'bearer' in scheme),
      fidIn: parameters.find(parameter => parameter.name === 'fid')?.in as Operation['fidIn'],
      query: parameters.filter(parameter => parameter.in === 'query').map(({ name }) => name),
      bodyProperties: Object.keys(requestBody?.content['application/json']?.schema?.properties ?? {}),
    })),
  );
}

/** The path of an operation about a job. */
export function pathAbout({ path, fidIn }: Pick<Operation, 'path' | 'fidIn'>, fid: string): string {
  return fidIn === 'query' ? `${path}?fid=${fid}` : path.replace('{fid}', fid);
}
