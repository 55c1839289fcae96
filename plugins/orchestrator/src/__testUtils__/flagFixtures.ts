import type {
  FlagDetail,
  FlagEventRecord,
  FlagSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';

const NOW = '2026-03-01T12:00:00.000Z';

const FLAG = {
  key: 'new-checkout',
  title: 'New checkout',
  type: 'boolean' as const,
  status: 'active' as const,
  version: 2,
  defaultVariant: 'off',
  standing: { enabled: true, variant: 'off' },
  createdAt: NOW,
  createdBy: 'user:default/ana',
  updatedAt: NOW,
};

export function aFlag(changed: Partial<FlagSummary> = {}): FlagSummary {
  return { ...FLAG, rules: 1, ...changed };
}

export function aFlagEvent(
  changed: Partial<FlagEventRecord> = {},
): FlagEventRecord {
  return {
    position: 1,
    version: 1,
    type: 'flag.created',
    data: {},
    actor: { kind: 'user', ref: 'user:default/ana' },
    requestId: 'request-1',
    occurredAt: NOW,
    ...changed,
  };
}

export function aFlagDetail(changed: Partial<FlagDetail> = {}): FlagDetail {
  return {
    ...FLAG,
    description: 'The checkout on one page.',
    variants: { on: true, off: false },
    rules: [
      {
        segment: { regions: ['eu'], plans: [], customers: [], percent: 100 },
        variant: 'on',
        source: { run: 'train-1', wave: 'one' },
      },
    ],
    schedules: [],
    enabled: true,
    history: [aFlagEvent()],
    ...changed,
  };
}
