import type { FlagDefinition, FlagSource, FlagState } from './definition';

/** Whether a rule belongs to a wave. */
export function isSameSource(
  source: FlagSource | undefined,
  other: FlagSource,
): boolean {
  return source?.run === other.run && source.wave === other.wave;
}

/**
 * The part of a flag that people write.
 *
 * @public
 */
export function definitionOf(flag: FlagDefinition): FlagDefinition {
  const {
    title,
    description,
    type,
    variants,
    defaultVariant,
    rules,
    schedules,
    enabled,
  } = flag;
  return {
    ...(title !== undefined && { title }),
    description,
    type,
    variants,
    defaultVariant,
    rules,
    schedules,
    enabled,
  };
}

/** The state with another definition; what is not part of it stays. */
export function withDefinition(
  { title: _replaced, ...state }: FlagState,
  definition: FlagDefinition,
): FlagState {
  return { ...state, ...definition };
}
