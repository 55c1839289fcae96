import type { Entity } from '@backstage/catalog-model';
import { z } from 'zod/v4';
import type {
  OnCallAnswer,
  OnCallPerson,
  OnCallSource,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { addressBelow, exchange, readJson } from '../httpClient';
import {
  PAGERDUTY_SCHEDULE_ANNOTATION,
  PAGERDUTY_SERVICE_ANNOTATION,
} from './annotations';

/** PagerDuty answers at most so many of a list at once. */
const PAGE_SIZE = 100;
const MOST_PAGES = 10;
/** An instant, as a span that is not empty. */
const MOMENT_MS = 60_000;

/** An account of PagerDuty. */
export interface PagerDutyAccount {
  /** `https://api.pagerduty.com`, or that of another region. */
  url: string;
  token: string;
  timeoutMs: number;
}

const reference = z.object({
  id: z.string(),
  summary: z.string().nullish(),
  html_url: z.string().nullish(),
});
const serviceSchema = z.object({
  service: reference.extend({ escalation_policy: reference }),
});
const onCallsSchema = z.object({
  oncalls: z.array(
    z.object({
      escalation_policy: reference,
      escalation_level: z.number(),
      schedule: reference.nullish(),
      user: reference.extend({
        name: z.string().nullish(),
        email: z.string().nullish(),
      }),
      end: z.string().nullish(),
    }),
  ),
  more: z.boolean().nullish(),
});
type OnCall = z.output<typeof onCallsSchema>['oncalls'][number];

/**
 * Asks PagerDuty who is on call, over its REST API: of a schedule, or at the first level of the escalation policy of a
 * service.
 */
export class PagerDutySource implements OnCallSource {
  readonly name = 'pagerduty';
  readonly #account: PagerDutyAccount;

  constructor(account: PagerDutyAccount) {
    this.#account = account;
  }

  /** @throws Error with a sentence, where there is no answer */
  async onCall(
    entity: Entity,
    options: { at: Date; signal: AbortSignal },
  ): Promise<OnCallAnswer | undefined> {
    const annotations = entity.metadata.annotations ?? {};
    const schedule = annotations[PAGERDUTY_SCHEDULE_ANNOTATION];
    const service = annotations[PAGERDUTY_SERVICE_ANNOTATION];
    if (schedule) {
      return this.#peopleOf(['schedule_ids[]', schedule], options);
    }
    if (!service) {
      return undefined;
    }
    const { service: found } = await this.#get(
      `services/${encodeURIComponent(service)}`,
      [],
      serviceSchema,
      options.signal,
    );
    return this.#peopleOf(
      ['escalation_policy_ids[]', found.escalation_policy.id],
      options,
    );
  }

  async #peopleOf(
    of: [string, string],
    { at, signal }: { at: Date; signal: AbortSignal },
  ): Promise<OnCallAnswer> {
    const found: OnCall[] = [];
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { oncalls, more } = await this.#get(
        'oncalls',
        [
          of,
          ['include[]', 'users'],
          ['since', at.toISOString()],
          ['until', new Date(at.getTime() + MOMENT_MS).toISOString()],
          ['limit', `${PAGE_SIZE}`],
          ['offset', `${page * PAGE_SIZE}`],
        ],
        onCallsSchema,
        signal,
      );
      found.push(...oncalls);
      if (!more) {
        break;
      }
    }
    return answerOf(found);
  }

  async #get<T>(
    path: string,
    query: [string, string][],
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const { url: base, token, timeoutMs } = this.#account;
    const url = addressBelow(base, path);
    query.forEach(([name, value]) => url.searchParams.append(name, value));
    const { status, text } = await exchange({
      url,
      headers: {
        accept: 'application/vnd.pagerduty+json;version=2',
        authorization: `Token token=${token}`,
      },
      signal,
      timeoutMs,
    });
    if (status !== 200) {
      throw new Error(`PagerDuty ${reasonOf(status, path)}`);
    }
    const answer = schema.safeParse(readJson(text));
    if (!answer.success) {
      throw new Error(
        'PagerDuty answers something that is not of its REST API; is orchestrator.onCall.pagerDuty.url right?',
      );
    }
    return answer.data;
  }
}

/** Those who are called first, each once. */
function answerOf(found: OnCall[]): OnCallAnswer {
  const first = Math.min(...found.map(one => one.escalation_level));
  const called = found.filter(one => one.escalation_level === first);
  const people = new Map<string, OnCallPerson>();
  const evidence = new Map<string, string>();
  for (const { user, end, schedule, escalation_policy: policy } of called) {
    const { name, email, summary } = user;
    people.set(user.id, {
      name: name ?? summary ?? user.id,
      ...(email && { email }),
      ...(end && { until: new Date(end).toISOString() }),
    });
    const source = schedule ?? policy;
    if (source.html_url) {
      evidence.set(source.html_url, source.summary ?? source.id);
    }
  }
  return {
    people: [...people.values()],
    evidence: [...evidence].map(([url, title]) => ({ title, url })),
  };
}

function reasonOf(status: number, path: string): string {
  switch (status) {
    case 401:
    case 403:
      return 'refuses the token; set orchestrator.onCall.pagerDuty.token to one that may read';
    case 404:
      return `has no ${path}; is the annotation right?`;
    case 429:
      return 'takes no more requests for a while';
    default:
      return `answers with status ${status}`;
  }
}
