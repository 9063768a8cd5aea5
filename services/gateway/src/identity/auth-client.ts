import type {
  AccessToken,
  Credentials,
  IssuedConfirmation,
  JsonWebKeySet,
  PasswordChange,
  Reauthentication,
  RecoveryCodes,
  RegisteredUser,
  Registration,
  Revocations,
  RevokedToken,
  TotpEnrolment,
  User,
} from '@vc/contracts/auth-api.ts';
import { createServiceClient, type ServiceAddress } from '@vc/kit/service-client.ts';

/** The internal API of `auth`, a function a call. */
export type AuthClient = ReturnType<typeof createAuthClient>;

export function createAuthClient(address: ServiceAddress) {
  const { call } = createServiceClient(address);
  return {
    login: (credentials: Credentials) => call<AccessToken>('POST', '/tokens', credentials),
    register: (registration: Registration) => call<RegisteredUser>('POST', '/users', registration),
    confirmAddress: (token: string) => call<void>('POST', '/confirmations', { token }),
    findUser: (id: string) => call<User>('GET', `/users/${id}`),
    issueConfirmation: (id: string) => call<IssuedConfirmation>('POST', `/users/${id}/confirmation`),
    changePassword: (id: string, change: PasswordChange) =>
      call<void>('PUT', `/users/${id}/password`, change),
    enrolTotp: (id: string, proof: Reauthentication) =>
      call<TotpEnrolment>('POST', `/users/${id}/totp`, proof),
    confirmTotp: (id: string, proof: Reauthentication) =>
      call<RecoveryCodes>('POST', `/users/${id}/totp/confirm`, proof),
    disableTotp: (id: string, proof: Reauthentication) => call<void>('DELETE', `/users/${id}/totp`, proof),
    revoke: (token: RevokedToken) => call<void>('POST', '/revocations', token),
    fetchRevocations: () => call<Revocations>('GET', '/revocations'),
    fetchKeys: () => call<JsonWebKeySet>('GET', '/jwks.json'),
  };
}
