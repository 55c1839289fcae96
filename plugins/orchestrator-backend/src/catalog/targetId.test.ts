import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { targetIdOf } from './targetId';

function idOf(
  kind: string,
  namespace: string | undefined,
  name: string,
): string {
  return targetIdOf({ apiVersion: 'v1', kind, metadata: { namespace, name } });
}

describe('targetIdOf', () => {
  it.each([
    ['Component', undefined, 'payments-api', 'component.default.payments-api'],
    ['Component', 'team-a', 'My_Service', 'component.team-a.my_service'],
    ['API', 'default', 'payments.v1', 'api.default.payments.v1'],
    ['Component', 'default', 'a..b', 'component.default.a_x2e.b'],
    ['Component', 'default', 'a.lock', 'component.default.a_x2elock'],
    ['Component', 'default', 'a.', 'component.default.a_x2e'],
    ['Component', 'default', 'a_xb', 'component.default.a_x5fxb'],
    ['Component', 'a.b', 'c', 'component.a_x2eb.c'],
    ['Component', 'default', 'a/b é', 'component.default.a_x2fb_x20_xc3_xa9'],
  ])('names %s %s/%s', (kind, namespace, name, expected) => {
    expect(idOf(kind, namespace, name)).toBe(expected);
  });

  const part = fc.stringMatching(/^[a-z0-9._x-][A-Za-z0-9._x-]{0,8}$/);

  it('gives no two entities the same id', () => {
    fc.assert(
      fc.property(
        fc.tuple(part, part, part),
        fc.tuple(part, part, part),
        (one, other) => {
          const same =
            one.join('\n').toLowerCase() === other.join('\n').toLowerCase();
          expect(idOf(...one) === idOf(...other)).toBe(same);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('gives ids that git accepts as a part of a branch name', () => {
    const ids = fc
      .sample(fc.tuple(part, part, part), 100)
      .map(parts => idOf(...parts));
    for (const id of ids) {
      expect(id).toMatch(/^[a-z0-9._-]+$/);
      execFileSync('git', [
        'check-ref-format',
        '--branch',
        `orchestrator/run/${id}`,
      ]);
    }
  });
});
