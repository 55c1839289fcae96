import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';

/** A token lives shorter than a long wait, so each call asks for one. */
export function tokensOf(
  auth: AuthService,
  onBehalfOf: BackstageCredentials,
): () => Promise<string> {
  return async () =>
    (
      await auth.getPluginRequestToken({
        onBehalfOf,
        targetPluginId: 'orchestrator',
      })
    ).token;
}
