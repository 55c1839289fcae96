import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { systemClock, type Clock } from '../clock';

const KEEP_MS = 60_000;
const MAX_KEPT = 500;

interface Kept {
  entity: Promise<Entity | undefined>;
  until: number;
}

/** Entities for templates and conditions, remembered for a minute, since a target is worked on in several stages. */
export class EntityLookup {
  readonly #catalog: Pick<CatalogService, 'getEntityByRef'>;
  readonly #clock: Clock;
  /** The least recently used comes first. */
  readonly #kept = new Map<string, Kept>();

  constructor(options: {
    catalog: Pick<CatalogService, 'getEntityByRef'>;
    clock?: Clock;
  }) {
    this.#catalog = options.catalog;
    this.#clock = options.clock ?? systemClock;
  }

  /** @returns undefined when there is no such entity, or these credentials may not read it */
  async entityOf(
    entityRef: string,
    credentials: BackstageCredentials,
  ): Promise<Entity | undefined> {
    const ref = stringifyEntityRef(parseEntityRef(entityRef));
    // Who asks is a part of the key: what one may read is not remembered for another.
    const key = `${JSON.stringify(credentials.principal)} ${ref}`;
    const now = this.#clock.now().getTime();
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    if (kept && kept.until > now) {
      this.#kept.set(key, kept);
      return kept.entity;
    }
    const entity = this.#catalog.getEntityByRef(ref, { credentials });
    this.#keep(key, { entity, until: now + KEEP_MS });
    try {
      const found = await entity;
      if (!found) {
        // It may be registered the next moment.
        this.#forget(key, entity);
      }
      return found;
    } catch (error) {
      this.#forget(key, entity);
      throw error;
    }
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.set(key, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT) {
      this.#kept.delete(oldest);
    }
  }

  #forget(key: string, entity: Kept['entity']): void {
    if (this.#kept.get(key)?.entity === entity) {
      this.#kept.delete(key);
    }
  }
}
