/**
 * Places of a JSON schema where an object may have keys that nobody listed: a value with a typing error would be ignored. A
 * schema for the keys that are not listed will do, since it says that they are free (labels, variables).
 */
export function openObjects(schema: unknown, path = '#'): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap((inner, index) => openObjects(inner, `${path}/${index}`));
  const own = schema as Record<string, unknown>;
  const isOpen = own.type === 'object' && (own.additionalProperties ?? true) === true;
  return [
    ...(isOpen ? [path] : []),
    ...Object.entries(own).flatMap(([key, inner]) => openObjects(inner, `${path}/${key}`)),
  ];
}
