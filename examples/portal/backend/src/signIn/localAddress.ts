import { NotAllowedError } from '@backstage/errors';
import { EXAMPLE_USERS_PROVIDER_ID } from './exampleUsers';

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses a portal whose address other machines could use, as anyone can be any example user in it.
 *
 * @throws NotAllowedError
 */
export function assertLocalAddress(baseUrl: string): void {
  const { hostname } = new URL(baseUrl);
  if (!LOCAL_HOSTS.has(hostname)) {
    throw new NotAllowedError(
      `The example users sign in without a password, so the portal must stay on this machine, and '${baseUrl}' does ` +
        `not. Remove auth.providers.${EXAMPLE_USERS_PROVIDER_ID} and configure a real sign-in provider.`,
    );
  }
}
