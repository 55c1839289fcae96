import type { AuthService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { isError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  resultOfOnCall,
  type CriterionSpec,
  type ResultDraft,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type {
  OnCallAnswer,
  OnCallPerson,
  OnCallSource,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { systemClock, type Clock } from '../clock';

/** Who is on call, and what of it could not be found out. */
export interface OnCallFinding extends OnCallAnswer {
  /** A sentence for each source that gave no answer. */
  problems: string[];
}

type Catalog = Pick<CatalogService, 'getEntityByRef' | 'getEntities'>;

/** Finds who is on call for an entity, from all sources together. */
export class OnCallLookup {
  readonly #sources: OnCallSource[];
  readonly #catalog: Catalog;
  readonly #auth: Pick<AuthService, 'getOwnServiceCredentials'>;
  readonly #clock: Clock;

  constructor(options: {
    sources: OnCallSource[];
    catalog: Catalog;
    auth: Pick<AuthService, 'getOwnServiceCredentials'>;
    clock?: Clock;
  }) {
    this.#sources = options.sources;
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Who is on call for an entity.
   *
   * @param options - `at`: when; left out: now
   * @throws NotFoundError for an entity that the catalog doesn't have; the reason of the signal
   */
  async onCall(
    entityRef: string,
    options: { at?: Date; signal: AbortSignal },
  ): Promise<OnCallFinding> {
    const { at = this.#clock.now(), signal } = options;
    const credentials = await this.#auth.getOwnServiceCredentials();
    const entity = await this.#catalog.getEntityByRef(entityRef, {
      credentials,
    });
    if (!entity) {
      throw new NotFoundError(`${entityRef} is not in the catalog`);
    }
    const finding: OnCallFinding = { people: [], evidence: [], problems: [] };
    for (const source of this.#sources) {
      try {
        const answer = await source.onCall(entity, { at, signal });
        finding.people.push(...(answer?.people ?? []));
        finding.evidence.push(...(answer?.evidence ?? []));
      } catch (error) {
        signal.throwIfAborted();
        finding.problems.push(isError(error) ? error.message : String(error));
      }
    }
    return { ...finding, people: await this.#identify(finding.people) };
  }

  /**
   * The result of a criterion of kind `onCall`. Too few people are a failure only where every source has answered.
   *
   * @param options - `at`: when people have to be on call
   */
  async result(
    spec: CriterionSpec<'onCall'>,
    entityRef: string,
    options: { at?: Date; signal: AbortSignal },
  ): Promise<ResultDraft> {
    try {
      const { people, evidence, problems } = await this.onCall(
        entityRef,
        options,
      );
      const draft = resultOfOnCall(
        spec,
        people.map(({ ref, name }) => ref ?? name),
        evidence,
      );
      return draft.status === 'fail' && problems.length > 0
        ? { ...draft, status: 'error', summary: problems.join('. ') }
        : draft;
    } catch (error) {
      options.signal.throwIfAborted();
      const summary = isError(error) ? error.message : String(error);
      return { status: 'error', summary, evidence: [] };
    }
  }

  /** Finds the users whom a source knows by their address only, so that the portal knows them. */
  async #identify(people: OnCallPerson[]): Promise<OnCallPerson[]> {
    const emails = people.flatMap(({ ref, email }) =>
      ref === undefined && email !== undefined ? [email] : [],
    );
    if (emails.length === 0) {
      return people;
    }
    const { items } = await this.#catalog.getEntities(
      {
        filter: { kind: 'User', 'spec.profile.email': emails },
        fields: ['kind', 'metadata.name', 'metadata.namespace', 'spec.profile'],
      },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    const refs = new Map(
      items.map(user => [emailOf(user), stringifyEntityRef(user)]),
    );
    return people.map(person => {
      const ref = person.ref ?? refs.get(person.email?.toLowerCase());
      return ref === undefined ? person : { ...person, ref };
    });
  }
}

function emailOf({ spec }: Entity): string | undefined {
  const profile = spec?.profile as { email?: unknown } | undefined;
  return typeof profile?.email === 'string'
    ? profile.email.toLowerCase()
    : undefined;
}
