/** Someone who can sign in to the example portal. */
export interface User {
  name: string;
  entityRef: string;
}

/** Platform engineer: operates and approves every run. */
export const ANA: User = {
  name: 'Ana Souza',
  entityRef: 'user:default/ana.souza',
};

/** Owns the payment services. */
export const BEN: User = {
  name: 'Ben Okafor',
  entityRef: 'user:default/ben.okafor',
};

/** Owns the checkout. */
export const LUCIA: User = {
  name: 'Lucía Fernández',
  entityRef: 'user:default/lucia.fernandez',
};

/** Sees every run, decides only on what touches her team's components. */
export const MEI: User = {
  name: 'Mei Tanaka',
  entityRef: 'user:default/mei.tanaka',
};
