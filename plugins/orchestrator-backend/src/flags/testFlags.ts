import type {
  FlagDefinition,
  FlagState,
} from '@backstage-orchestrator/plugin-orchestrator-common';

const NOW = '2030-01-01T00:00:00.000Z';

/** What a person writes for a flag that is on or off. */
export function onOff(given: Partial<FlagDefinition> = {}): FlagDefinition {
  return {
    description: '',
    type: 'boolean',
    variants: { on: true, off: false },
    defaultVariant: 'off',
    rules: [],
    schedules: [],
    enabled: true,
    ...given,
  };
}

/** Such a flag, as it is kept. */
export function aFlag(key: string, given: Partial<FlagState> = {}): FlagState {
  return {
    ...onOff(),
    key,
    version: 1,
    createdAt: NOW,
    createdBy: 'user:default/ana',
    updatedAt: NOW,
    ...given,
  };
}
