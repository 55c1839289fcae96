import {
  discoveryApiRef,
  useApi,
  type IdentityApi,
} from '@backstage/frontend-plugin-api';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ExampleUserIdentity, SignInError } from './ExampleUserIdentity';
import type { ExampleUser } from './exampleUsers';
import { forgetUser, rememberedUser, rememberUser } from './rememberedUser';

/** A fresh portal has read its catalog within seconds; this leaves room for a slow machine. */
const CATALOG_PATIENCE_MS = 90_000;
const RETRY_AFTER_MS = 2_000;

/** Where a sign-in stands. */
export type SignInState =
  | { step: 'choosing'; problem?: string }
  | { step: 'signing-in' | 'waiting-for-catalog'; user: ExampleUser };

/**
 * Signs in as the chosen user, or as the one from before a reload.
 *
 * @param users - those on offer
 * @param onSignInSuccess - takes the identity, and replaces the page by the app
 */
export function useExampleSignIn(
  users: ExampleUser[],
  onSignInSuccess: (identity: IdentityApi) => void,
) {
  const discoveryApi = useApi(discoveryApiRef);
  const left = useRef(false);
  const [state, setState] = useState<SignInState>(() => {
    const user = users.find(({ entityRef }) => entityRef === rememberedUser());
    return user ? { step: 'signing-in', user } : { step: 'choosing' };
  });

  const signIn = useCallback(
    async (user: ExampleUser) => {
      const giveUpAt = Date.now() + CATALOG_PATIENCE_MS;
      setState({ step: 'signing-in', user });
      while (!left.current) {
        try {
          const identity = await ExampleUserIdentity.signIn(
            user.entityRef,
            discoveryApi,
          );
          rememberUser(user.entityRef);
          if (!left.current) onSignInSuccess(identity);
          return;
        } catch (error) {
          const catalogIsLoading =
            error instanceof SignInError && error.status === 404;
          if (!catalogIsLoading || Date.now() >= giveUpAt) {
            forgetUser();
            setState({ step: 'choosing', problem: explain(user, error) });
            return;
          }
          setState({ step: 'waiting-for-catalog', user });
          await new Promise(resolve => setTimeout(resolve, RETRY_AFTER_MS));
        }
      }
    },
    [discoveryApi, onSignInSuccess],
  );

  const resumed = useRef(false);
  useEffect(() => {
    left.current = false;
    if (!resumed.current && state.step === 'signing-in') {
      resumed.current = true;
      signIn(state.user);
    }
    return () => {
      left.current = true;
    };
    // Only what was remembered when the page opened is resumed; later changes of the state come from signIn itself.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  return { state, signIn };
}

function explain(user: ExampleUser, error: unknown): string {
  if (error instanceof SignInError) {
    return error.status === 404
      ? `The catalog doesn't know ${user.entityRef}. Is examples/catalog/org.yaml loaded?`
      : `The portal did not sign you in as ${user.name}: ${error.message}`;
  }
  return 'The portal does not answer. Is it still running?';
}
