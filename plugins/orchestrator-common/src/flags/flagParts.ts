import { canonicalJson } from '../manifest';
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
    entity,
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
    ...(entity !== undefined && { entity }),
    type,
    variants,
    defaultVariant,
    rules,
    schedules,
    enabled,
  };
}

/** Whether clients get the same from both, at any time: what people call a flag, and whose it is, is not for them. */
export function servesTheSame(
  one: FlagDefinition,
  other: FlagDefinition,
): boolean {
  const [first, second] = [one, other].map(flag => {
    const {
      title: _title,
      description: _said,
      entity: _whose,
      ...served
    } = definitionOf(flag);
    return canonicalJson(served);
  });
  return first === second;
}

/** The state with another definition; what is not part of it stays. */
export function withDefinition(
  { title: _replaced, entity: _too, ...state }: FlagState,
  definition: FlagDefinition,
): FlagState {
  return { ...state, ...definition };
}
