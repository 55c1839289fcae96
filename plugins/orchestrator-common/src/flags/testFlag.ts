import type { FlagDefinition, FlagState } from './definition';

/** A segment that leaves open what isn't said. */
export function segment(
  given: Partial<FlagDefinition['rules'][number]['segment']> = {},
) {
  return { regions: [], plans: [], customers: [], percent: 100, ...given };
}

/** What a person writes for a flag that turns something on. */
export function flagDefinition(
  given: Partial<FlagDefinition> = {},
): FlagDefinition {
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

/** A flag for tests. */
export function flagState(given: Partial<FlagState> = {}): FlagState {
  return {
    ...flagDefinition(),
    key: 'new-checkout',
    version: 3,
    createdAt: '2030-01-01T00:00:00.000Z',
    createdBy: 'user:default/ana',
    updatedAt: '2030-01-01T00:00:00.000Z',
    ...given,
  };
}
