import { expect, it } from 'vitest';
import { openObjects } from './chart-schema.ts';

it('finds the objects that take any key', () => {
  const schema = {
    type: 'object',
    additionalProperties: false,
    properties: {
      image: { type: 'object', properties: { tag: { type: 'string' } } },
      labels: { type: 'object', additionalProperties: { type: 'string' } },
      list: { type: 'array', items: { anyOf: [{ type: 'object', additionalProperties: true }] } },
    },
  };
  expect(openObjects(schema)).toEqual(['#/properties/image', '#/properties/list/items/anyOf/0']);
});
