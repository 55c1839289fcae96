import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  authProvidersExtensionPoint,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { EXAMPLE_USERS_PROVIDER_ID } from './exampleUsers';
import {
  exampleUsersAuthenticator,
  signInAsExampleUser,
} from './exampleUsersAuthenticator';
import { assertLocalAddress } from './localAddress';

/**
 * Sign-in as one of the example users, so that a newcomer sees a portal through the eyes of several people.
 * For demonstrations only: it is off where the configuration lists no users, and refuses an address that
 * other machines could reach.
 */
export const exampleUsersModule = createBackendModule({
  pluginId: 'auth',
  moduleId: 'example-users-provider',
  register(reg) {
    reg.registerInit({
      deps: {
        providers: authProvidersExtensionPoint,
        config: coreServices.rootConfig,
        logger: coreServices.logger,
      },
      async init({ providers, config, logger }) {
        if (!config.has(`auth.providers.${EXAMPLE_USERS_PROVIDER_ID}`)) {
          return;
        }
        assertLocalAddress(config.getString('backend.baseUrl'));
        logger.warn(
          'Anyone who reaches this portal can sign in as an example user; this is for demonstrations only',
        );
        providers.registerProvider({
          providerId: EXAMPLE_USERS_PROVIDER_ID,
          factory: createProxyAuthProviderFactory({
            authenticator: exampleUsersAuthenticator,
            signInResolver: signInAsExampleUser,
          }),
        });
      },
    });
  },
});
