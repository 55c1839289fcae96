import { z } from 'zod/v4';
import { jsonValueSchema } from '../api/schemas';
import { entityRefSchema, slugSchema } from '../manifest/common';
import { segmentSchema } from '../manifest/trainFields';
import { parseInstant } from '../pacing';

/** What a flag's variants are, in OpenFeature's words. @public */
export const FLAG_TYPES = ['boolean', 'string', 'number', 'object'] as const;

/** {@inheritDoc FLAG_TYPES} @public */
export type FlagType = (typeof FLAG_TYPES)[number];

const MAX_VARIANTS = 50;
const MAX_RULES = 100;
const MAX_SCHEDULES = 50;

const variantNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    'a name of letters, digits, dots, dashes and underscores, at most 63',
  );

/** The wave of a train that a rule belongs to. @public */
export const flagSourceSchema = z.strictObject({
  run: z.string().min(1).max(100),
  wave: z.string().min(1).max(100),
});

/** Who gets which variant. Rules are asked in their order; the first that fits counts. @public */
export const flagRuleSchema = z.strictObject({
  title: z.string().trim().min(1).max(200).optional(),
  segment: segmentSchema.prefault({}),
  variant: variantNameSchema,
  /** Absent for a rule that people have written. */
  source: flagSourceSchema.optional(),
});

const instantSchema = z.string().superRefine((text, context) => {
  try {
    parseInstant(text, 'at');
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});

/** What changes by itself at an instant. @public */
export const flagScheduleSchema = z
  .strictObject({
    /** ISO 8601, with an offset. */
    at: instantSchema,
    /** From then on the flag is enabled, or not. */
    enabled: z.boolean().optional(),
    /** From then on those whom no rule fits get it. */
    variant: variantNameSchema.optional(),
  })
  .refine(
    ({ enabled, variant }) =>
      (enabled === undefined) !== (variant === undefined),
    { message: 'exactly one of enabled, variant' },
  );

const shape = {
  title: z.string().trim().min(1).max(200).optional(),
  description: z.string().max(4000).default(''),
  /** The system or component that it belongs to. */
  entity: entityRefSchema.max(250).optional(),
  type: z.enum(FLAG_TYPES),
  /** Values by their names. */
  variants: z.record(variantNameSchema, jsonValueSchema),
  /** What counts as off: where no rule fits, where the flag is disabled, and where it was killed. */
  defaultVariant: variantNameSchema,
  rules: z.array(flagRuleSchema).max(MAX_RULES).default([]),
  schedules: z.array(flagScheduleSchema).max(MAX_SCHEDULES).default([]),
  /** Whether rules are looked at. */
  enabled: z.boolean().default(true),
};

interface Shaped {
  type: FlagType;
  variants: Record<string, unknown>;
  defaultVariant: string;
  rules: { variant: string; source?: { run: string; wave: string } }[];
  schedules: { variant?: string }[];
}

const VALUES: Record<FlagType, string> = {
  boolean: 'true or false, as the type says',
  string: 'a text, as the type says',
  number: 'a number, as the type says',
  object: 'an object, as the type says',
};

/** What only shows when several fields are seen together. */
function checkTogether(
  flag: Shaped,
  issue: (path: (string | number)[], message: string) => void,
): void {
  const names = Object.keys(flag.variants);
  if (names.length < 1 || names.length > MAX_VARIANTS) {
    issue(['variants'], `1 to ${MAX_VARIANTS} variants`);
    return;
  }
  for (const [name, value] of Object.entries(flag.variants)) {
    if (!isOfType(value, flag.type)) {
      issue(['variants', name], VALUES[flag.type]);
    }
  }
  const mustBeVariant = (
    name: string | undefined,
    path: (string | number)[],
  ) => {
    if (name !== undefined && !Object.hasOwn(flag.variants, name)) {
      issue(path, `one of the variants ${names.join(', ')}`);
    }
  };
  mustBeVariant(flag.defaultVariant, ['defaultVariant']);
  const sources = new Set<string>();
  flag.rules.forEach(({ variant, source }, index) => {
    mustBeVariant(variant, ['rules', index, 'variant']);
    if (source) {
      const owner = JSON.stringify([source.run, source.wave]);
      if (sources.has(owner)) {
        issue(
          ['rules', index, 'source'],
          'a wave that no earlier rule belongs to',
        );
      }
      sources.add(owner);
    }
  });
  flag.schedules.forEach(({ variant }, index) =>
    mustBeVariant(variant, ['schedules', index, 'variant']),
  );
}

function isOfType(value: unknown, type: FlagType): boolean {
  return type === 'object'
    ? typeof value === 'object' && value !== null && !Array.isArray(value)
    : typeof value === type;
}

/** A flag as people write it. @public */
export const flagDefinitionSchema = z
  .strictObject(shape)
  .superRefine((flag, context) =>
    checkTogether(flag, (path, message) =>
      context.addIssue({ code: 'custom', path, message }),
    ),
  );

/** The same with the version that it was made from. @public */
export const flagPutSchema = z
  .strictObject({
    ...shape,
    /** 0 for a flag that isn't there yet. */
    expectedVersion: z
      .number()
      .int()
      .min(0)
      .describe('Version that was looked at; another one now is refused'),
  })
  .superRefine((flag, context) =>
    checkTogether(flag, (path, message) =>
      context.addIssue({ code: 'custom', path, message }),
    ),
  );

/** Name of a flag, as clients ask for it. @public */
export const flagKeySchema = slugSchema;

/** @public */
export type FlagDefinition = z.output<typeof flagDefinitionSchema>;
/** @public */
export type FlagRule = z.output<typeof flagRuleSchema>;
/** @public */
export type FlagSource = z.output<typeof flagSourceSchema>;
/** @public */
export type FlagSchedule = z.output<typeof flagScheduleSchema>;

/** Who stopped a flag or took it out of use, when and why. @public */
export interface FlagVerdict {
  by: string;
  reason: string;
  at: string;
}

/** A client has seen the kill of a flag. @public */
export interface FlagTrial {
  /** How long after it was asked for, in milliseconds. */
  killedWithinMs: number;
  by: string;
  at: string;
  /** When the flag became another one than was tried, last; absent: it is the same. */
  changedAt?: string;
}

/** The fold of a flag's stream. @public */
export interface FlagState extends FlagDefinition {
  key: string;
  version: number;
  /** The kill switch: everybody gets `defaultVariant`, whatever else the flag says. */
  killed?: FlagVerdict;
  archived?: FlagVerdict;
  /** The last trial of the kill switch. */
  tried?: FlagTrial;
  createdAt: string;
  createdBy: string;
  updatedAt: string;
}
