import { judgeChange, type SeenInGit } from './judgeChange';
import type { LocalChangeRecord } from './LocalChangesStore';

const HEAD = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);
const NOW = new Date('2026-03-02T10:10:00.000Z');

function record(merging?: LocalChangeRecord['merging']): LocalChangeRecord {
  return {
    revision: 1,
    body: '',
    baseCommit: OTHER,
    reviews: [],
    merging,
    change: {
      host: 'local',
      repository: 'api',
      id: 'api-1',
      url: '/orchestrator/changes/api-1',
      branch: 'fix',
      baseBranch: 'main',
      title: 'Fix',
      labels: [],
      reviewers: [],
      state: 'open',
      review: 'pending',
      checks: 'unknown',
      headCommit: HEAD,
      openedAt: NOW.toISOString(),
    },
  };
}

const by = 'user:default/ana';
const justNow = { by, at: '2026-03-02T10:09:30.000Z' };
const longAgo = { by, at: '2026-03-02T10:00:00.000Z' };
const apart = { knownHeadInBase: false, headInBase: false };

describe('judgeChange', () => {
  it.each<[string, LocalChangeRecord['merging'], SeenInGit, object]>([
    [
      'is as we know it',
      undefined,
      { head: HEAD, ...apart },
      { kind: 'unchanged' },
    ],
    [
      'was pushed to',
      undefined,
      { head: OTHER, ...apart },
      { kind: 'pushed', head: OTHER },
    ],
    [
      'is in the base',
      undefined,
      { head: HEAD, knownHeadInBase: true, headInBase: true },
      { kind: 'merged' },
    ],
    [
      'is in the base and its branch is deleted',
      undefined,
      { knownHeadInBase: true, headInBase: false },
      { kind: 'merged' },
    ],
    [
      'has lost its branch',
      undefined,
      { ...apart },
      { kind: 'closed', reason: 'The branch fix was deleted.' },
    ],
    [
      'was set back',
      undefined,
      { head: OTHER, knownHeadInBase: false, headInBase: true },
      {
        kind: 'closed',
        reason: 'The branch fix was set back to what main has already.',
      },
    ],
    [
      'is just being merged',
      justNow,
      { head: HEAD, ...apart },
      { kind: 'unchanged' },
    ],
    [
      'was being merged when a process died',
      longAgo,
      { head: HEAD, ...apart },
      { kind: 'mergeAbandoned' },
    ],
    [
      'was merged when a process died',
      longAgo,
      { head: HEAD, knownHeadInBase: true, headInBase: true },
      { kind: 'merged' },
    ],
  ])('sees that a change %s', (_, merging, seen, expected) => {
    expect(judgeChange(record(merging), seen, NOW)).toEqual(expected);
  });
});
