import type {
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  HttpAuthService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { Request } from 'express';
import type { Caller } from './caller';

export interface CallerServices {
  httpAuth: HttpAuthService;
  userInfo: UserInfoService;
}

/**
 * Finds out who sends a request.
 *
 * @throws AuthenticationError, NotAllowedError
 */
export async function resolveCaller(
  { httpAuth, userInfo }: CallerServices,
  request: Request,
  requestId: string,
): Promise<Caller> {
  const credentials = await httpAuth.credentials(request, {
    allow: ['user', 'service'],
  });
  return callerOf(credentials, userInfo, requestId);
}

/** @returns a user, or a service, which owns nothing */
export function callerOf(
  credentials: BackstageCredentials<
    BackstageUserPrincipal | BackstageServicePrincipal
  >,
  userInfo: UserInfoService,
  requestId: string,
): Caller {
  const { principal } = credentials;
  if (principal.type === 'service') {
    return {
      credentials,
      actor: { kind: 'service', ref: principal.subject },
      ownershipRefs: async () => [],
      requestId,
    };
  }
  let asked: Promise<string[]> | undefined;
  return {
    credentials,
    actor: { kind: 'user', ref: principal.userEntityRef },
    ownershipRefs: () => {
      asked ??= userInfo
        .getUserInfo(credentials)
        .then(({ ownershipEntityRefs }) => ownershipEntityRefs);
      return asked;
    },
    requestId,
  };
}
