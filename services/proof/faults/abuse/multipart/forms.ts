import {
  type Form,
  fakeVideo,
  formOf,
  formWithBoundary,
  videoForm,
} from '../../../../gateway/test/support/form.ts';
import { failIfAny } from '../breaches.ts';
import type { Customer } from '../customer.ts';
import { type Answer, outcomeOf } from '../http.ts';
import { UPLOAD_MAX_BYTES, type World } from '../world.ts';
import { requireNoHalfUploads } from './leftovers.ts';

interface Case {
  name: string;
  form: () => Form;
  /** Headers that replace those of the form. */
  headers?: Record<string, string>;
  expected: string;
}

const field = (index: number) => ({ name: `field-${index}`, content: 'x' });
const fields = (count: number) => Array.from({ length: count }, (_, index) => field(index));
const file = (content = fakeVideo(10_000), fileName = 'video.mp4') => ({ fileName, content });

/** A form that is whole but for its last bytes. */
function withoutEnd({ body, ...form }: Form, bytes: number): Form {
  return { ...form, body: body.subarray(0, body.length - bytes) };
}

/** The length of `--boundary--`, with its line ends. */
const END_BYTES = formOf().body.length + 2;

const CASES: readonly Case[] = [
  {
    name: 'a video exactly at the limit',
    form: () => videoForm(fakeVideo(UPLOAD_MAX_BYTES)),
    expected: '202',
  },
  {
    name: 'one byte over the limit',
    form: () => videoForm(fakeVideo(UPLOAD_MAX_BYTES + 1)),
    expected: '413 too-large',
  },
  {
    name: 'far over the limit',
    form: () => videoForm(fakeVideo(2 * UPLOAD_MAX_BYTES)),
    expected: '413 too-large',
  },
  { name: 'no final boundary', form: () => withoutEnd(formOf(file()), END_BYTES), expected: '400 malformed' },
  { name: 'half a final boundary', form: () => withoutEnd(formOf(file()), 6), expected: '400 malformed' },
  { name: 'two files', form: () => formOf(file(), file()), expected: '400 one-file-expected' },
  { name: 'no file', form: () => formOf(field(1)), expected: '400 one-file-expected' },
  { name: 'nothing', form: () => formOf(), expected: '400 one-file-expected' },
  { name: 'an empty file', form: () => videoForm(Buffer.alloc(0)), expected: '415 not-a-video' },
  { name: 'text', form: () => videoForm(Buffer.from('#!/bin/sh\n')), expected: '415 not-a-video' },
  { name: 'ten fields', form: () => formOf(...fields(10), file()), expected: '202' },
  { name: '10,000 fields first', form: () => formOf(...fields(10_000), file()), expected: '400 malformed' },
  { name: '10,000 fields last', form: () => formOf(file(), ...fields(10_000)), expected: '400 malformed' },
  {
    name: 'a field of 1 MB',
    form: () => formOf({ name: 'large', content: 'x'.repeat(1_000_000) }, file()),
    expected: '202',
  },
  {
    name: 'a field called __proto__',
    form: () => formOf({ name: '__proto__', content: 'x' }, file()),
    expected: '400 malformed',
  },
  {
    name: 'a file name of 4 kB',
    form: () => formOf(file(fakeVideo(99), 'n'.repeat(4_096))),
    expected: '202',
  },
  {
    name: 'a file name of 1 MB',
    form: () => formOf(file(fakeVideo(99), 'n'.repeat(1_000_000))),
    expected: '202',
  },
  {
    name: 'a part header of 1 MB',
    form: () => formOf({ name: 'x'.repeat(1_000_000), content: '' }, file()),
    expected: '202',
  },
  {
    name: 'a request header of 1 MB',
    form: () => formOf(file()),
    headers: { 'x-large': 'x'.repeat(1_000_000) },
    expected: '431',
  },
  {
    name: 'a boundary of 10,000 characters',
    form: () => formWithBoundary('b'.repeat(10_000), file()),
    expected: '400 malformed',
  },
  {
    name: 'no boundary',
    form: () => formOf(file()),
    headers: { 'content-type': 'multipart/form-data' },
    expected: '400 malformed',
  },
  {
    name: 'another boundary than announced',
    form: () => formOf(file()),
    headers: { 'content-type': 'multipart/form-data; boundary=other' },
    expected: '400 malformed',
  },
  {
    name: 'no form',
    form: () => formOf(file()),
    headers: { 'content-type': 'video/mp4' },
    expected: '415 unsupported-media-type',
  },
];

/** Sends each form; what is refused leaves nothing. */
export async function sendForms(world: World): Promise<string> {
  const customer = await world.newCustomer();
  const breaches: string[] = [];
  for (const { name, form, headers, expected } of CASES) {
    const answer = await sendForm(customer, form(), headers).catch(error => error as Error);
    const found = answer instanceof Error ? answer.message : outcomeOf(answer);
    if (found !== expected) breaches.push(`${name}: ${found} instead of ${expected}.`);
    await requireNoHalfUploads(world).catch(error => breaches.push(`${name}: ${error.message}`));
  }
  failIfAny(breaches);
  return `${CASES.length} forms`;
}

function sendForm(customer: Customer, form: Form, headers: Record<string, string> = {}): Promise<Answer> {
  return customer.call({
    method: 'POST',
    path: '/upload',
    headers: { 'content-type': form.type, ...headers },
    body: form.body,
  });
}
