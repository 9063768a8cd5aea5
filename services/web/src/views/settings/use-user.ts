import type { User } from '@vc/contracts/auth-api.ts';
import { useApp } from '../../app-context.ts';

/** The user, in a view that only users see. */
export function useUser(): User {
  const visitor = useApp().session.visitor.value;
  if (visitor.kind !== 'user') throw new Error('nobody is signed in');
  return visitor.user;
}
