import type {
  BackstageCredentials,
  BackstageUserInfo,
  BackstageUserPrincipal,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { LRUCache } from 'lru-cache';

const REMEMBERED_MS = 10_000;
const PEOPLE = 1_000;

/**
 * Remembers for some seconds who belongs to which groups, as the auth backend knew it: a page that is open asks for much
 * at once, and each request would ask there first.
 *
 * @param userInfo - asked by credentials of users only
 */
export function rememberUserInfo(userInfo: UserInfoService): UserInfoService {
  const known = new LRUCache<string, BackstageUserInfo, BackstageCredentials>({
    max: PEOPLE,
    ttl: REMEMBERED_MS,
    fetchMethod: (_ref, _old, { context }) => userInfo.getUserInfo(context),
  });
  return {
    getUserInfo: credentials =>
      known.forceFetch(
        (credentials as BackstageCredentials<BackstageUserPrincipal>).principal
          .userEntityRef,
        { context: credentials },
      ),
  };
}
