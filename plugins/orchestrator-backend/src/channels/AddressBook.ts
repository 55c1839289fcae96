import type { AuthService } from '@backstage/backend-plugin-api';
import {
  parseEntityRef,
  RELATION_HAS_MEMBER,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';

/** Members of a group, and members of groups in it, that are looked up. */
const MOST_ENTITIES = 2_000;

/** Finds the addresses of email of people. */
export interface AddressBook {
  /**
   * @param ref - a user or a group
   * @returns none where nobody has one
   */
  addressesOf(ref: string): Promise<string[]>;
}

/**
 * Addresses as the catalog has them: `spec.profile.email` of a user; of a group its own one, else those of its members,
 * at any depth.
 */
export class CatalogAddressBook implements AddressBook {
  readonly #catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
  readonly #auth: Pick<AuthService, 'getOwnServiceCredentials'>;

  constructor(options: {
    catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
    auth: Pick<AuthService, 'getOwnServiceCredentials'>;
  }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
  }

  async addressesOf(ref: string): Promise<string[]> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const addresses = new Set<string>();
    const seen = new Set<string>();
    let wanted = [stringifyEntityRef(parseEntityRef(ref))];
    while (wanted.length > 0 && seen.size < MOST_ENTITIES) {
      wanted.forEach(one => seen.add(one));
      const { items } = await this.#catalog.getEntitiesByRefs(
        { entityRefs: wanted },
        { credentials },
      );
      const found = items.flatMap(item => item ?? []);
      found
        .flatMap(entity => emailOf(entity) ?? [])
        .forEach(address => addresses.add(address));
      wanted = [
        ...new Set(found.filter(entity => !emailOf(entity)).flatMap(membersOf)),
      ].filter(member => !seen.has(member));
    }
    return [...addresses];
  }
}

function emailOf({ spec }: Entity): string | undefined {
  const profile = spec?.profile;
  const email =
    typeof profile === 'object' && profile !== null && 'email' in profile
      ? profile.email
      : undefined;
  return typeof email === 'string' && email !== '' ? email : undefined;
}

function membersOf({ relations = [] }: Entity): string[] {
  return relations
    .filter(({ type }) => type === RELATION_HAS_MEMBER)
    .map(({ targetRef }) => targetRef);
}
