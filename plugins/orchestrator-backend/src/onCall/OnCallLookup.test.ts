import type {
  BackstageCredentials,
  BackstageServicePrincipal,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import {
  serveHttp,
  TestClock,
  type HttpTestServer,
  type ReceivedRequest,
} from '../testing';
import { AnnotationOnCallSource } from './AnnotationOnCallSource';
import { OnCallLookup } from './OnCallLookup';
import { PagerDutySource } from './PagerDutySource';

const NOW = '2030-01-01T00:00:00.000Z';
const signal = new AbortController().signal;

const CREDENTIALS: BackstageCredentials<BackstageServicePrincipal> = {
  $$type: '@backstage/BackstageCredentials',
  principal: { type: 'service', subject: 'plugin:orchestrator' },
};

function onCallOf(
  level: number,
  id: string,
  more: Record<string, unknown> = {},
) {
  return {
    escalation_policy: {
      id: 'PPOLICY',
      type: 'escalation_policy_reference',
      summary: 'Payments',
      html_url: 'https://acme.pagerduty.com/escalation_policies/PPOLICY',
    },
    escalation_level: level,
    schedule: {
      id: 'PSCHED',
      type: 'schedule_reference',
      summary: 'Primary',
      html_url: 'https://acme.pagerduty.com/schedules/PSCHED',
    },
    user: {
      id,
      type: 'user',
      summary: id,
      name: id,
      email: `${id}@Example.com`,
    },
    start: '2029-12-31T00:00:00Z',
    end: '2030-01-02T09:00:00+01:00',
    ...more,
  };
}

let pagerDuty: HttpTestServer;

beforeAll(async () => {
  pagerDuty = await serveHttp((request, response) => {
    checkRequest(request);
    const { pathname, searchParams } = request.url;
    switch (pathname) {
      case '/services/PSERVICE':
        return {
          service: {
            id: 'PSERVICE',
            escalation_policy: { id: 'PPOLICY', summary: 'Payments' },
          },
        };
      case '/services/PEMPTY':
        return {
          service: { id: 'PEMPTY', escalation_policy: { id: 'PNOBODY' } },
        };
      case '/oncalls':
        return onCalls(searchParams);
      default:
        response.statusCode =
          { '/services/PTOKEN': 401, '/services/PBUSY': 429 }[pathname] ?? 404;
        return { error: { message: 'Not Found', code: 2100 } };
    }
  });
});

afterAll(() => pagerDuty.close());

function onCalls(query: URLSearchParams): unknown {
  const page = Number(query.get('offset'));
  if (query.get('schedule_ids[]') === 'PMANY') {
    return {
      oncalls: [onCallOf(1, page === 0 ? 'ana' : 'bob')],
      limit: 100,
      offset: page,
      more: page === 0,
    };
  }
  return {
    oncalls:
      query.get('escalation_policy_ids[]') === 'PPOLICY'
        ? [
            onCallOf(2, 'boss'),
            onCallOf(1, 'ana'),
            onCallOf(1, 'ana'),
            onCallOf(1, 'carl', { schedule: null, end: null }),
          ]
        : [],
    limit: 100,
    offset: 0,
    more: false,
    total: null,
  };
}

/** What PagerDuty asks of a request: REST API v2, "Authentication", "Versioning", "List all of the on-calls". */
function checkRequest({ method, url, headers }: ReceivedRequest): void {
  expect(method).toBe('GET');
  expect(headers.authorization).toBe('Token token=the-token');
  expect(headers.accept).toBe('application/vnd.pagerduty+json;version=2');
  if (url.pathname === '/oncalls') {
    const [of, ...others] = [...url.searchParams.keys()];
    expect(of).toMatch(/^(escalation_policy_ids|schedule_ids)\[\]$/);
    expect(others).toEqual(['include[]', 'since', 'until', 'limit', 'offset']);
    expect(url.searchParams.get('since')).toBe(NOW);
  }
}

const USERS: Entity[] = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name: 'ana', namespace: 'default' },
    spec: { profile: { email: 'ana@example.com' } },
  },
];

function lookup(annotations: Record<string, string>) {
  const entity: Entity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'payments', namespace: 'default', annotations },
  };
  const made = new OnCallLookup({
    clock: new TestClock(NOW),
    auth: { getOwnServiceCredentials: async () => CREDENTIALS },
    catalog: {
      getEntityByRef: async ref =>
        ref === 'component:default/payments' ? entity : undefined,
      getEntities: async () => ({ items: USERS }),
    },
    sources: [
      new AnnotationOnCallSource(),
      new PagerDutySource({
        url: pagerDuty.origin,
        token: 'the-token',
        timeoutMs: 1_000,
      }),
    ],
  });
  return {
    find: () => made.onCall('component:default/payments', { signal }),
    result: (required = 1, ref = 'component:default/payments') =>
      made.result({ required }, ref, { signal }),
  };
}

describe('OnCallLookup', () => {
  it('reads the annotation', async () => {
    expect(
      await lookup({
        'orchestrator/on-call': 'user:default/Ana, group:night,',
      }).find(),
    ).toEqual({
      people: [
        { name: 'Ana', ref: 'user:default/ana' },
        { name: 'night', ref: 'group:default/night' },
      ],
      evidence: [],
      problems: [],
    });
  });

  it('asks PagerDuty for those who are called first for a service', async () => {
    expect(
      await lookup({ 'pagerduty.com/service-id': 'PSERVICE' }).find(),
    ).toEqual({
      people: [
        {
          name: 'ana',
          email: 'ana@Example.com',
          until: '2030-01-02T08:00:00.000Z',
          ref: 'user:default/ana',
        },
        { name: 'carl', email: 'carl@Example.com' },
      ],
      evidence: [
        {
          title: 'Primary',
          url: 'https://acme.pagerduty.com/schedules/PSCHED',
        },
        {
          title: 'Payments',
          url: 'https://acme.pagerduty.com/escalation_policies/PPOLICY',
        },
      ],
      problems: [],
    });
  });

  it('asks for a schedule before the service, and for all pages', async () => {
    const { people } = await lookup({
      'orchestrator/pagerduty-schedule': 'PMANY',
      'pagerduty.com/service-id': 'PNONE',
    }).find();
    expect(people.map(({ name }) => name)).toEqual(['ana', 'bob']);
  });

  it.each<[string, Record<string, string>, number, string, string]>([
    [
      'enough people',
      { 'pagerduty.com/service-id': 'PSERVICE' },
      2,
      'pass',
      'On call: user:default/ana, carl',
    ],
    [
      'too few',
      { 'orchestrator/on-call': 'user:default/ana' },
      2,
      'fail',
      'On call: user:default/ana',
    ],
    [
      'nobody',
      { 'pagerduty.com/service-id': 'PEMPTY' },
      1,
      'fail',
      'Nobody is named as on call',
    ],
    ['no annotation', {}, 1, 'fail', 'Nobody is named as on call'],
    [
      'a service that is not there',
      { 'pagerduty.com/service-id': 'P/../X' },
      1,
      'error',
      'PagerDuty has no services/P%2F..%2FX; is the annotation right?',
    ],
    [
      'a token that does not do',
      { 'pagerduty.com/service-id': 'PTOKEN' },
      1,
      'error',
      'PagerDuty refuses the token; set orchestrator.onCall.pagerDuty.token to one that may read',
    ],
    [
      'too many requests, and enough people elsewhere',
      {
        'pagerduty.com/service-id': 'PBUSY',
        'orchestrator/on-call': 'user:default/ana',
      },
      1,
      'pass',
      'On call: user:default/ana',
    ],
    [
      'an annotation that can not be read',
      { 'orchestrator/on-call': 'component:default/a' },
      1,
      'error',
      'metadata.annotations["orchestrator/on-call"]: found "component:default/a", accepted is references to users or groups such as user:default/ana, divided by commas',
    ],
  ])(
    'makes a result of %s',
    async (_, annotations, required, status, summary) => {
      expect(await lookup(annotations).result(required)).toMatchObject({
        status,
        summary,
      });
    },
  );

  it('is an error for an entity that is not there', async () => {
    expect(await lookup({}).result(1, 'component:default/x')).toMatchObject({
      status: 'error',
      summary: 'component:default/x is not in the catalog',
    });
  });
});
