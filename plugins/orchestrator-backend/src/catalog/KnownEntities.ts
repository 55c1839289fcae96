import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';

const REFS_PER_REQUEST = 500;
/** Anything else that an entity calls its owner can't be asked for. */
const FULL_REF = /^[^:/\s]+:[^:/\s]+\/[^:/\s]+$/;

/** Which references lead to an entity, asked once each for the length of one discovery. */
export class KnownEntities {
  readonly #catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
  readonly #credentials: BackstageCredentials;
  readonly #known = new Map<string, boolean>();

  constructor(
    catalog: Pick<CatalogService, 'getEntitiesByRefs'>,
    credentials: BackstageCredentials,
  ) {
    this.#catalog = catalog;
    this.#credentials = credentials;
  }

  /** Notes an entity that was seen anyway. */
  add(entityRef: string): void {
    this.#known.set(entityRef, true);
  }

  /** Asks for those that are not known yet. */
  async load(entityRefs: Iterable<string>): Promise<void> {
    const unknown = [...new Set(entityRefs)].filter(
      ref => FULL_REF.test(ref) && !this.#known.has(ref),
    );
    for (let start = 0; start < unknown.length; start += REFS_PER_REQUEST) {
      const chunk = unknown.slice(start, start + REFS_PER_REQUEST);
      const { items } = await this.#catalog.getEntitiesByRefs(
        { entityRefs: chunk, fields: ['kind', 'metadata.name'] },
        { credentials: this.#credentials },
      );
      chunk.forEach((ref, index) =>
        this.#known.set(ref, items[index] !== undefined),
      );
    }
  }

  /** @returns Whether it exists and may be read; only after it was loaded or added */
  has(entityRef: string): boolean {
    return this.#known.get(entityRef) === true;
  }
}
