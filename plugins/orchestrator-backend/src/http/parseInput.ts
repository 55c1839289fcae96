import {
  describeInput,
  type ManifestIssue,
  type OperationId,
  type RouteDefinition,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { z } from 'zod/v4';
import type { ParsedInput } from './handlers';
import { InvalidInputError } from './InvalidInputError';
import type { RawInput } from './rawInput';

/**
 * Makes the check of a route's input.
 *
 * @remarks
 * A field that isn't known is a mistake: "targts" taken for no `targets` at all would mean all of them.
 *
 * @returns a function that throws InvalidInputError with every mistake in parameters, query and body
 */
export function inputParser<K extends OperationId>(
  route: RouteDefinition,
): (input: RawInput) => ParsedInput<K> {
  const schemas = {
    params: route.params,
    query: strict(route.query),
    body: strict(route.body),
  };
  return raw => {
    const issues: ManifestIssue[] = [];
    const take = (part: keyof typeof schemas, input: unknown) => {
      const result = schemas[part].safeParse(input);
      if (!result.success) {
        const shown =
          part === 'query' ? withLists(input, result.error.issues) : input;
        issues.push(
          ...describeInput(schemas[part], shown, result.error.issues, [part]),
        );
      }
      return result.data;
    };
    const parsed = {
      params: take('params', raw.params),
      query: take('query', raw.query),
      body: take('body', raw.body),
    };
    if (issues.length > 0) {
      throw new InvalidInputError('The request', issues);
    }
    return parsed as ParsedInput<K>;
  };
}

function strict(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodObject ? schema.strict() : schema;
}

/** A list with one value comes as that value; an issue speaks of it as of the first in a list. */
function withLists(input: unknown, issues: z.core.$ZodIssue[]): unknown {
  const shown: Record<string, unknown> = {
    ...(input as Record<string, unknown>),
  };
  for (const { path } of issues) {
    const name = String(path[0]);
    if (path.length > 1 && !Array.isArray(shown[name])) {
      shown[name] = [shown[name]];
    }
  }
  return shown;
}
