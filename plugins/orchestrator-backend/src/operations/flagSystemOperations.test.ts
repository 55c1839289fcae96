import { mockCredentials } from '@backstage/backend-test-utils';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  FailureError,
  type FlagProvider,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { flagSystemOperations } from './flagSystemOperations';

const caller = {
  credentials: mockCredentials.user(),
  actor: { kind: 'user' as const, ref: 'user:default/ana' },
  ownershipRefs: async () => [],
  requestId: 'r',
};
const state = { key: 'a', enabled: true, killed: false, owners: [] };
const params = { provider: 'ld', flagKey: 'a' };

function setUp(given: Partial<FlagProvider> = {}) {
  const provider = {
    name: 'ld',
    set: jest.fn(),
    unset: jest.fn(),
    kill: jest.fn(async () => {}),
    state: jest.fn(async () => state),
    ...given,
  };
  const requireBasic = jest.fn(async () => {});
  const operations = flagSystemOperations({
    access: { requireBasic } as never,
    flags: { provider: () => provider } as never,
  });
  const get = () =>
    operations.getProvidedFlag({ params, query: {}, body: {} }, caller);
  const kill = () =>
    operations.killProvidedFlag(
      { params, query: {}, body: { reason: 'Errors rise' } },
      caller,
    );
  return { provider, requireBasic, get, kill };
}

describe('flags of other systems', () => {
  it('are looked at, and killed with a reason', async () => {
    const { provider, requireBasic, get, kill } = setUp();
    expect(await get()).toEqual(state);
    expect(await kill()).toEqual(state);
    expect(provider.kill).toHaveBeenCalledWith(
      'a',
      'Errors rise',
      'user:default/ana',
    );
    expect(
      requireBasic.mock.calls.map(
        ([, permission]: unknown[]) => (permission as { name: string }).name,
      ),
    ).toEqual(['orchestrator.flag.read', 'orchestrator.flag.kill']);
  });

  it('are not killed without the permission', async () => {
    const { provider, requireBasic, kill } = setUp();
    requireBasic.mockRejectedValue(new NotAllowedError('No'));
    await expect(kill()).rejects.toThrow(NotAllowedError);
    expect(provider.kill).not.toHaveBeenCalled();
  });

  it('may not be there', async () => {
    const { get } = setUp({ state: async () => undefined });
    await expect(get()).rejects.toThrow(new NotFoundError('ld has no flag a'));
  });

  it.each([
    ['permanent', 'flagNotFound', 'NotFoundError'],
    ['permanent', 'authFailed', 'ConflictError'],
    ['transient', 'flagHostUnavailable', 'ServiceUnavailableError'],
    ['rateLimited', 'hostRateLimited', 'ServiceUnavailableError'],
  ] as const)('say what went wrong: %s %s', async (failure, code, name) => {
    const { kill } = setUp({
      kill: async () => {
        throw new FailureError({ class: failure, code, message: 'Why' });
      },
    });
    await expect(kill()).rejects.toMatchObject({ name, message: 'Why' });
  });

  it('hide no other error', async () => {
    const { kill } = setUp({
      kill: async () => {
        throw new TypeError('A bug');
      },
    });
    await expect(kill()).rejects.toThrow(TypeError);
  });
});
