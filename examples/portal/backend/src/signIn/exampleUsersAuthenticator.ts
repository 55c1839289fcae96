import type { UserEntity } from '@backstage/catalog-model';
import { AuthenticationError, NotAllowedError } from '@backstage/errors';
import {
  createProxyAuthenticator,
  type ProfileTransform,
  type SignInResolver,
} from '@backstage/plugin-auth-node';
import { EXAMPLE_USER_HEADER, readExampleUsers } from './exampleUsers';

/** The user that was chosen on the sign-in page, known to be one of those in the configuration. */
export interface ExampleUserResult {
  entityRef: string;
}

const profileOfUser: ProfileTransform<ExampleUserResult> = async (
  result,
  context,
) => {
  const { entity } = await context.findCatalogUser({
    entityRef: result.entityRef,
  });
  const profile = (entity as UserEntity).spec?.profile;
  return {
    profile: {
      displayName: profile?.displayName ?? entity.metadata.name,
      email: profile?.email,
      picture: profile?.picture,
    },
  };
};

/**
 * Signs in whoever asks as the listed user that they name: there is no password. It is for demonstrations,
 * and the configuration's list is all that it lets through.
 */
export const exampleUsersAuthenticator = createProxyAuthenticator({
  defaultProfileTransform: profileOfUser,

  initialize: ({ config }) => ({ users: readExampleUsers(config) }),

  /** @throws AuthenticationError when no user is named; NotAllowedError when the user is not a listed one */
  async authenticate(
    { req },
    { users },
  ): Promise<{ result: ExampleUserResult }> {
    const entityRef = req.header(EXAMPLE_USER_HEADER);
    if (!entityRef) {
      throw new AuthenticationError(
        `Name the example user to sign in as, in the header ${EXAMPLE_USER_HEADER}`,
      );
    }
    if (!users.has(entityRef)) {
      throw new NotAllowedError(
        `'${entityRef}' is not one of the example users of this portal`,
      );
    }
    return { result: { entityRef } };
  },
});

/** Issues the identity with what the catalog says the user and their groups own. */
export const signInAsExampleUser: SignInResolver<ExampleUserResult> = (
  { result },
  context,
) => context.signInWithCatalogUser({ entityRef: result.entityRef });
