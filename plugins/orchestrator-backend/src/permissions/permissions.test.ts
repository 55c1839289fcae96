import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PermissionCriteria,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
  type PermissionRuleset,
} from '@backstage/plugin-permission-node';
import {
  orchestratorAdministerPermission,
  orchestratorPermissions,
  orchestratorRunApprovePermission,
  orchestratorRunOperatePermission,
  orchestratorRunReadPermission,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { Caller } from '../http/caller';
import { testDatabases } from '../testing';
import { applyRunFilter, type RunReadFilter } from './applyRunFilter';
import { registerPermissions } from './registerPermissions';
import {
  createOrchestratorRunConditionalDecision,
  orchestratorRunConditions,
  orchestratorRunRules,
} from './rules';
import { RunAuthorizer } from './RunAuthorizer';
import {
  loadRunResources,
  type RunCriterion,
  type RunResource,
} from './runResource';

const { isRunOwner, isRunCreator, isTargetOwner } = orchestratorRunConditions;

const ruleset: PermissionRuleset<RunResource, RunCriterion> = {
  getRuleByName: name =>
    Object.values(orchestratorRunRules).find(
      rule => rule.name === name,
    ) as never,
};

const RUNS: {
  id: string;
  owner: string;
  created_by: string;
  targets: (string | undefined)[];
}[] = [
  {
    id: 'platform',
    owner: 'group:default/platform',
    created_by: 'user:default/ana',
    targets: ['group:default/payments', 'group:default/checkout'],
  },
  {
    id: 'payments',
    owner: 'Group:default/Payments',
    created_by: 'user:default/bo',
    targets: ['group:default/payments', 'group:default/payments', undefined],
  },
  {
    id: 'empty',
    owner: 'group:default/platform',
    created_by: 'plugin:scaffolder',
    targets: [],
  },
];

const databases = testDatabases();

async function withRuns(
  kind: Parameters<typeof databases.init>[0],
): Promise<Knex> {
  const database = await databases.init(kind);
  const at = '2026-03-01T08:00:00.000Z';
  for (const { id, owner, created_by, targets } of RUNS) {
    const shared = { version: 1, status: 'x', updated_at: at, state: '{}' };
    await database('runs').insert({
      ...shared,
      id,
      owner,
      created_by,
      kind: 'Sweep',
      change_digest: 'sha256:0',
      name: id,
      title: id,
      created_at: at,
    });
    for (const [index, target] of targets.entries()) {
      await database('targets').insert({
        ...shared,
        run_id: id,
        id: `t${index}`,
        sort_key: index,
        entity_ref: 'x',
        title: 'x',
        owner: target ?? null,
      });
    }
  }
  return database;
}

/** What the archive leaves of a run's targets. */
async function archiveTargets(database: Knex): Promise<void> {
  const targets = await database('targets').select(
    'run_id',
    'id',
    'entity_ref',
    'owner',
  );
  await database('archived_targets').insert(targets);
  await database('targets').delete();
}

type Conditions = PermissionCriteria<ReturnType<typeof isRunOwner>>;

const claims = (...names: string[]) => ({ claims: names });

const CASES: [string, Conditions, string[]][] = [
  [
    'the owner of a run',
    isRunOwner(claims('group:default/platform')),
    ['empty', 'platform'],
  ],
  [
    'an owner in other letters',
    isRunOwner(claims('group:DEFAULT/payments')),
    ['payments'],
  ],
  [
    'any of several claims',
    isRunOwner(
      claims(
        'group:default/x',
        'group:default/payments',
        'group:default/platform',
      ),
    ),
    ['empty', 'payments', 'platform'],
  ],
  ['no claims', isRunOwner(claims()), []],
  ['the creator', isRunCreator(claims('user:default/ana')), ['platform']],
  [
    'the owner of a target',
    isTargetOwner(claims('group:default/payments')),
    ['payments', 'platform'],
  ],
  [
    'the owner of a target in other letters',
    isTargetOwner(claims('Group:default/Checkout')),
    ['platform'],
  ],
  ['no claims on targets', isTargetOwner(claims()), []],
  [
    'any of',
    {
      anyOf: [
        isRunCreator(claims('user:default/bo')),
        isTargetOwner(claims('group:default/checkout')),
      ],
    },
    ['payments', 'platform'],
  ],
  [
    'all of',
    {
      allOf: [
        isRunOwner(claims('group:default/platform')),
        isTargetOwner(claims('group:default/payments')),
      ],
    },
    ['platform'],
  ],
  ['not', { not: isTargetOwner(claims('group:default/payments')) }, ['empty']],
  [
    'a tree',
    {
      allOf: [
        {
          anyOf: [
            isRunOwner(claims('group:default/platform')),
            isRunCreator(claims('user:default/bo')),
          ],
        },
        {
          not: {
            allOf: [
              isTargetOwner(claims('group:default/checkout')),
              isRunOwner(claims('group:default/platform')),
            ],
          },
        },
      ],
    },
    ['empty', 'payments'],
  ],
  [
    'what tries to be SQL',
    isRunOwner(claims("x' or '1'='1", 'group:default/payments')),
    ['payments'],
  ],
];

describe.each(databases.supported)('rules on %s', kind => {
  it.each([
    ['run', false],
    ['archived run', true],
  ])(
    'give the same answer in a query and on a loaded %s',
    async (_, archived) => {
      const database = await withRuns(kind);
      if (archived) {
        await archiveTargets(database);
      }
      const ids = RUNS.map(({ id }) => id);
      const loaded = await loadRunResources(database, ids);
      const fits = createConditionAuthorizer(ruleset);
      const toCriteria = createConditionTransformer(ruleset);
      for (const [name, conditions, expected] of CASES) {
        const found = await database('runs')
          .modify(query => applyRunFilter(query, toCriteria(conditions)))
          .orderBy('id')
          .pluck('id');
        expect([name, found]).toEqual([name, expected]);
        const decision = createOrchestratorRunConditionalDecision(
          orchestratorRunReadPermission,
          conditions,
        );
        expect([
          name,
          ids.filter((_id, index) => fits(decision, loaded[index])).sort(),
        ]).toEqual([name, expected]);
      }
    },
  );

  it('stand beside other conditions of a query', async () => {
    const database = await withRuns(kind);
    const ids = (filter: RunReadFilter) =>
      database('runs')
        .where('created_by', 'user:default/ana')
        .modify(query => applyRunFilter(query, filter))
        .pluck('id');
    expect(await ids('all')).toEqual(['platform']);
    expect(await ids('none')).toEqual([]);
    expect(await ids({ anyOf: [] as never })).toEqual([]);
    expect(await ids({ allOf: [] as never })).toEqual(['platform']);
    expect(await ids({ not: { allOf: [] as never } })).toEqual([]);
    expect(
      await ids({
        anyOf: [
          { field: 'owner', values: ['group:default/payments'] },
          { field: 'owner', values: ['group:default/platform'] },
        ],
      }),
    ).toEqual(['platform']);
  });

  it.each([
    ['are', false],
    ['of archived runs are', true],
  ])(
    '%s loaded in the order asked for, those that are not there included',
    async (_, archived) => {
      const database = await withRuns(kind);
      if (archived) {
        await archiveTargets(database);
      }
      const loaded = await loadRunResources(database, [
        'empty',
        'nowhere',
        'payments',
      ]);
      expect(loaded).toEqual([
        {
          owner: 'group:default/platform',
          createdBy: 'plugin:scaffolder',
          targetOwners: [],
        },
        undefined,
        {
          owner: 'Group:default/Payments',
          createdBy: 'user:default/bo',
          targetOwners: ['group:default/payments'],
        },
      ]);
      expect(
        await loadRunResources(
          database,
          Array.from({ length: 2_500 }, (_item, index) => `r${index}`),
        ),
      ).toHaveLength(2_500);
    },
  );
});

describe('applyRunFilter', () => {
  it('knows every criterion', () => {
    const query = {
      andWhere: (action: (where: unknown) => void) => action({}),
    };
    expect(() =>
      applyRunFilter(query as never, { field: 'colour', values: [] } as never),
    ).toThrow('There is no column for the criterion colour');
  });
});

describe('registerPermissions', () => {
  it('registers every permission once, with the rules of runs', () => {
    const registry = mockServices.permissionsRegistry.mock();
    const loadRuns = jest.fn();
    registerPermissions(registry, loadRuns);
    const [{ permissions = [], rules, getResources }] =
      registry.addResourceType.mock.calls.map(([options]) => options);
    const basic = registry.addPermissions.mock.calls.flatMap(
      ([added]) => added,
    );
    expect([...basic, ...permissions].map(({ name }) => name).sort()).toEqual(
      orchestratorPermissions.map(({ name }) => name).sort(),
    );
    expect(rules.map(({ name }) => name)).toEqual([
      'IS_RUN_OWNER',
      'IS_RUN_CREATOR',
      'IS_TARGET_OWNER',
    ]);
    expect(getResources).toBe(loadRuns);
  });
});

describe('RunAuthorizer', () => {
  const run: RunResource = {
    owner: 'group:default/platform',
    createdBy: 'user:default/ana',
    targetOwners: [],
  };
  const caller: Caller = {
    credentials: mockCredentials.user(),
    actor: { kind: 'user', ref: 'user:default/mock' },
    ownershipRefs: async () => [],
    requestId: 'r',
  };
  const allow: PolicyDecision = { result: AuthorizeResult.ALLOW };
  const deny: PolicyDecision = { result: AuthorizeResult.DENY };
  const whenOwner = (...owners: string[]) =>
    createOrchestratorRunConditionalDecision(
      orchestratorRunReadPermission,
      isRunOwner(claims(...owners)),
    );

  function authorizer(decisions: Record<string, PolicyDecision>) {
    const permissions = mockServices.permissions.mock({
      authorizeConditional: async requests =>
        requests.map(
          ({ permission }) => (decisions[permission.name] ?? deny) as never,
        ),
      authorize: async requests =>
        requests.map(
          ({ permission }) => (decisions[permission.name] ?? deny) as never,
        ),
    });
    return new RunAuthorizer({
      permissions,
      ruleset,
      loadRuns: async ids => ids.map(id => (id === 'run-1' ? run : undefined)),
    });
  }

  const read = orchestratorRunReadPermission.name;
  const operate = orchestratorRunOperatePermission.name;

  it.each<[string, PolicyDecision, RunReadFilter]>([
    ['everything', allow, 'all'],
    ['nothing', deny, 'none'],
    ['what fits', whenOwner('a'), { field: 'owner', values: ['a'] }],
  ])('lets see %s', async (_, decision, filter) => {
    expect(await authorizer({ [read]: decision }).readFilter(caller)).toEqual(
      filter,
    );
  });

  it('makes a restriction for queries', async () => {
    const restrict = await authorizer({ [read]: allow }).visibility(caller);
    const query = { andWhere: jest.fn() };
    restrict(query as never);
    expect(query.andWhere).not.toHaveBeenCalled();
  });

  it.each<[string, PolicyDecision, string, boolean]>([
    ['allowed', allow, 'run-1', true],
    ['denied', deny, 'run-1', false],
    [
      'allowed to its owner',
      whenOwner('group:default/platform'),
      'run-1',
      true,
    ],
    [
      'allowed to another owner',
      whenOwner('group:default/payments'),
      'run-1',
      false,
    ],
    ['allowed, but not there', allow, 'run-2', false],
  ])('answers whether one may: %s', async (_, decision, runId, answer) => {
    expect(
      await authorizer({ [operate]: decision }).may(
        caller,
        orchestratorRunOperatePermission,
        runId,
      ),
    ).toBe(answer);
  });

  it('answers for several permissions at once, and knows no others', async () => {
    const asked = (runId: string) =>
      authorizer({
        [read]: whenOwner(run.owner),
        [operate]: whenOwner('group:default/payments'),
      }).rights(caller, [orchestratorRunOperatePermission], runId);
    const answers = async (runId: string) => {
      const rights = await asked(runId);
      return [
        rights.may(orchestratorRunReadPermission),
        rights.may(orchestratorRunOperatePermission),
      ];
    };
    expect(await answers('run-1')).toEqual([true, false]);
    expect(await answers('run-2')).toEqual([false, false]);
    const { may } = await asked('run-1');
    expect(() => may(orchestratorRunApprovePermission)).toThrow(
      'The policy was not asked for orchestrator.run.approve',
    );
  });

  it('asks the policy once for what a page of a run needs', async () => {
    const permissions = mockServices.permissions.mock({
      authorizeConditional: async requests =>
        requests.map(() => allow as never),
    });
    const access = new RunAuthorizer({
      permissions,
      ruleset,
      loadRuns: async () => [run],
    });
    const rights = await access.rights(
      caller,
      [orchestratorRunOperatePermission, orchestratorRunReadPermission],
      'run-1',
    );
    rights.require(orchestratorRunOperatePermission);
    const query = { andWhere: jest.fn() };
    rights.visible(query as never);
    expect(query.andWhere).not.toHaveBeenCalled();
    expect(permissions.authorizeConditional).toHaveBeenCalledTimes(1);
    expect(permissions.authorizeConditional).toHaveBeenCalledWith(
      [
        { permission: orchestratorRunReadPermission },
        { permission: orchestratorRunOperatePermission },
      ],
      expect.anything(),
    );
  });

  it('says of which runs it is given, and of none that are not there', async () => {
    const asked = (decision: PolicyDecision) =>
      authorizer({ [operate]: decision }).among(
        caller,
        orchestratorRunOperatePermission,
        ['run-2', 'run-1'],
      );
    expect([...(await asked(whenOwner(run.owner)))]).toEqual(['run-1']);
    expect([...(await asked(whenOwner('group:default/payments')))]).toEqual([]);
  });

  it.each<[string, PolicyDecision, PolicyDecision, string, string | undefined]>(
    [
      ['both', allow, allow, 'run-1', undefined],
      [
        'both by ownership',
        whenOwner(run.owner),
        whenOwner(run.owner),
        'run-1',
        undefined,
      ],
      [
        'seeing alone',
        allow,
        deny,
        'run-1',
        'NotAllowedError: You may see run run-1, but not this: the permission orchestrator.run.operate is missing',
      ],
      [
        'doing alone',
        deny,
        allow,
        'run-1',
        'NotFoundError: There is no run run-1',
      ],
      ['neither', deny, deny, 'run-1', 'NotFoundError: There is no run run-1'],
      [
        'both, of a run that there is not',
        allow,
        allow,
        'run-2',
        'NotFoundError: There is no run run-2',
      ],
    ],
  )('asks for %s', async (_, seeing, doing, runId, message) => {
    const asked = authorizer({ [read]: seeing, [operate]: doing }).require(
      caller,
      orchestratorRunOperatePermission,
      runId,
    );
    expect(await asked.then(() => undefined, String)).toBe(message);
  });

  it('asks for permissions that need no run', async () => {
    const access = authorizer({
      [orchestratorAdministerPermission.name]: allow,
    });
    await expect(
      access.requireBasic(caller, orchestratorAdministerPermission),
    ).resolves.toBeUndefined();
    await expect(
      access.requireBasic(caller, orchestratorRunApprovePermission),
    ).rejects.toThrow('the permission orchestrator.run.approve is missing');
  });
});
