import type { ConfigApi } from '@backstage/frontend-plugin-api';

/** Someone whom a visitor may sign in as. */
export interface ExampleUser {
  /** full reference, such as `user:default/ana.souza` */
  entityRef: string;
  name: string;
  team: string;
  /** what one can try as this user, in a sentence or two */
  about: string;
}

/** Reads the users that the sign-in page offers, from the section that the auth backend checks against. */
export function readExampleUsers(config: ConfigApi): ExampleUser[] {
  const users =
    config.getOptionalConfigArray('auth.providers.example-users.users') ?? [];
  return users.map(user => {
    const entityRef = user.getString('entityRef');
    return {
      entityRef,
      name: user.getOptionalString('name') ?? entityRef,
      team: user.getOptionalString('team') ?? '',
      about: user.getOptionalString('about') ?? '',
    };
  });
}
