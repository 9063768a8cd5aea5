import { Uuid } from '@vc/contracts/primitives.ts';
import { Type } from 'typebox';

/** The path parameters of everything below `/users/:id`. */
export const UserParams = Type.Object({ id: Uuid });
