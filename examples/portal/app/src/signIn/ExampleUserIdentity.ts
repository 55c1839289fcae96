import type {
  BackstageUserIdentity,
  DiscoveryApi,
  IdentityApi,
  ProfileInfo,
} from '@backstage/frontend-plugin-api';
import { forgetUser } from './rememberedUser';

/** A token is replaced this long before it expires, so that none expires on its way to the backend. */
const RENEW_BEFORE_EXPIRY_MS = 5 * 60_000;

/** What the auth backend answers to a sign-in. */
interface Session {
  profile: ProfileInfo;
  backstageIdentity: {
    token: string;
    expiresInSeconds?: number;
    identity: BackstageUserIdentity;
  };
}

/** The backend refused to sign the user in. */
export class SignInError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'SignInError';
    this.status = status;
  }
}

/** One example user, signed in with tokens of the auth backend that are renewed as they run out. */
export class ExampleUserIdentity implements IdentityApi {
  readonly #discoveryApi: DiscoveryApi;
  readonly #entityRef: string;
  #session: Promise<Session> | undefined;
  #renewAt = 0;

  /**
   * Signs in.
   *
   * @throws SignInError with the status of the backend's answer: 404 while the catalog doesn't know the user
   */
  static async signIn(
    entityRef: string,
    discoveryApi: DiscoveryApi,
  ): Promise<ExampleUserIdentity> {
    const identity = new ExampleUserIdentity(entityRef, discoveryApi);
    await identity.#currentSession();
    return identity;
  }

  private constructor(entityRef: string, discoveryApi: DiscoveryApi) {
    this.#entityRef = entityRef;
    this.#discoveryApi = discoveryApi;
  }

  async getProfileInfo(): Promise<ProfileInfo> {
    return (await this.#currentSession()).profile;
  }

  async getBackstageIdentity(): Promise<BackstageUserIdentity> {
    return (await this.#currentSession()).backstageIdentity.identity;
  }

  async getCredentials(): Promise<{ token?: string }> {
    return { token: (await this.#currentSession()).backstageIdentity.token };
  }

  async signOut(): Promise<void> {
    forgetUser();
  }

  /** The one session, shared by all who ask at the same time. */
  #currentSession(): Promise<Session> {
    if (!this.#session || Date.now() >= this.#renewAt) {
      this.#renewAt = Number.POSITIVE_INFINITY;
      this.#session = this.#fetchSession().catch(error => {
        this.#session = undefined;
        throw error;
      });
    }
    return this.#session;
  }

  async #fetchSession(): Promise<Session> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('auth');
    const response = await fetch(`${baseUrl}/example-users/refresh`, {
      headers: { 'x-example-user': this.#entityRef },
    });
    if (!response.ok) {
      throw new SignInError(response.status, await messageOf(response));
    }
    const session: Session = await response.json();
    const lifetimeMs = (session.backstageIdentity.expiresInSeconds ?? 0) * 1000;
    this.#renewAt =
      Date.now() + Math.max(0, lifetimeMs - RENEW_BEFORE_EXPIRY_MS);
    return session;
  }
}

/** The sentence of Backstage's error body, or the bare status when a proxy answered in its own way. */
async function messageOf(response: Response): Promise<string> {
  try {
    const body: { error?: { message?: string } } = await response.json();
    return body.error?.message ?? response.statusText;
  } catch {
    return `${response.status} ${response.statusText}`;
  }
}
