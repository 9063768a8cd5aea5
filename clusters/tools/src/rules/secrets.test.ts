import { expect, it } from 'vitest';
import { findSecrets, secretsRule } from './secrets.ts';
import { testRule } from './testing/rule-test.ts';

const WEB = 'Deployment/web spec.template.spec.containers[0]';
/** Put together here, so that no scanner takes this file for a leak. */
const KEY = `-----BEGIN ${'PRIVATE'} KEY-----`;

testRule(secretsRule, {
  'ConfigMap/web kind = Secret': 'Secret web is not sealed',
  [`${WEB}.env[0] = { name: DATABASE_PASSWORD, value: hunter2 }`]: 'DATABASE_PASSWORD has a value',
  [`${WEB}.env[0] = { name: GATEWAY_TOKEN, value: hunter2 }`]: 'GATEWAY_TOKEN has a value',
  [`${WEB}.env[0] = { name: JWT_KEYS, value: hunter2 }`]: 'JWT_KEYS has a value',
  [`${WEB}.env[0] = { name: DATABASE_URL, value: "postgres://web:hunter2@db/web" }`]: 'a URL with a password',
  [`${WEB}.envFrom[0] = { secretRef: { name: web } }`]: 'all of the Secret web is in the environment',
  [`${WEB}.args = ["${KEY}"]`]: 'a private key',
  'ConfigMap/web data.SECRETS_KEY = hunter2': 'SECRETS_KEY has a value',
  'ConfigMap/web data.file = "url: amqp://:hunter2@broker"': 'data.file has a URL with a password',
});

it.each([
  'http://auth:8080/users@example',
  'postgres://$(USER):$(PASSWORD)@db',
  'smtp://user:<password>@smtp.example:587',
  'https://web.example/a:b@c',
])('lets what is no secret pass: %s', text => {
  expect(findSecrets({ text })).toEqual([]);
});
