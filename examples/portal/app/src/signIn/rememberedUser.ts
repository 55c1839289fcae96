const STORAGE_KEY = 'meridian-market.example-user';

/** The user that was signed in before the page was reloaded, as an entity reference. */
export function rememberedUser(): string | undefined {
  return localStorage.getItem(STORAGE_KEY) ?? undefined;
}

/** Keeps the choice over a reload; the token itself is never stored. */
export function rememberUser(entityRef: string): void {
  localStorage.setItem(STORAGE_KEY, entityRef);
}

/** Makes the next visit start on the sign-in page. */
export function forgetUser(): void {
  localStorage.removeItem(STORAGE_KEY);
}
