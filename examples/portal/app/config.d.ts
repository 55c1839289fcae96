export interface Config {
  auth?: {
    providers?: {
      'example-users'?: {
        /**
         * The users that the sign-in page offers. Anyone can sign in as them, without a password.
         *
         * @deepVisibility frontend
         */
        users: Array<{
          /** Full reference of a user in the catalog, such as `user:default/ana.souza` */
          entityRef: string;
          name?: string;
          team?: string;
          /** What one can try as this user */
          about?: string;
        }>;
      };
    };
  };
}
