import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** The auth provider's id: the key under `auth.providers` and the path under `/api/auth`. */
export const EXAMPLE_USERS_PROVIDER_ID = 'example-users';

/** The request header that names the user to sign in as. A page of another site can't send it. */
export const EXAMPLE_USER_HEADER = 'x-example-user';

/**
 * Reads the users that anyone may sign in as, as full entity references.
 *
 * @param config - the section `auth.providers.example-users`
 * @throws InputError when the section lists nobody, or something that is no user
 */
export function readExampleUsers(config: Config): ReadonlySet<string> {
  const refs = (config.getOptionalConfigArray('users') ?? []).map(user => {
    const ref = parseEntityRef(user.getString('entityRef'), {
      defaultKind: 'user',
      defaultNamespace: 'default',
    });
    if (ref.kind.toLocaleLowerCase('en-US') !== 'user') {
      throw new InputError(
        `auth.providers.${EXAMPLE_USERS_PROVIDER_ID}.users lists '${stringifyEntityRef(
          ref,
        )}'; only users can sign in`,
      );
    }
    return stringifyEntityRef(ref);
  });
  if (refs.length === 0) {
    throw new InputError(
      `auth.providers.${EXAMPLE_USERS_PROVIDER_ID}.users is empty: list at least one user, or remove the section`,
    );
  }
  return new Set(refs);
}
