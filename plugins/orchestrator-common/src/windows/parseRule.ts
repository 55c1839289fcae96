import { badInput, parseInstant } from '../pacing';
import { toFloating } from './localTime';

const MS_PER_DAY = 86_400_000;
// A Monday, a first of the month and of the year, at midnight: what a rule
// leaves open falls there.
const FLOATING_ANCHOR = Date.UTC(2001, 0, 1);

const FREQUENCIES = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY'] as const;
const WEEKDAY = /^(?:[+-]?\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)$/;

/** Parts that are lists of whole numbers: least, most, and whether they may count from the end. */
const NUMBER_LISTS: Record<string, [number, number, boolean]> = {
  BYMONTH: [1, 12, false],
  BYWEEKNO: [1, 53, true],
  BYYEARDAY: [1, 366, true],
  BYMONTHDAY: [1, 31, true],
  BYHOUR: [0, 23, false],
  BYMINUTE: [0, 59, false],
  BYSECOND: [0, 59, false],
  BYSETPOS: [1, 366, true],
  INTERVAL: [1, 10_000, false],
  COUNT: [1, 10_000, false],
};

/** How often a rule repeats. */
export type Frequency = (typeof FREQUENCIES)[number];

/** A recurrence rule, checked, with its times on the local clock. */
export interface ParsedRule {
  frequency: Frequency;
  interval: number;
  counted: boolean;
  /** Start and, if any, end, as local times written down as if they were UTC. */
  start: number;
  until?: number;
  /** The other parts, as `NAME=value;…` for the expansion. */
  parts: string;
}

/**
 * Reads and checks a recurrence rule.
 *
 * @param text - `FREQ=…;…`, with or without `RRULE:` before it and a `DTSTART`
 *   line before that; `DTSTART` may be local, UTC, or carry the window's zone
 * @param timezone - of the window
 * @param field - where it stands, for the error message
 * @throws InputError for an unknown part or value; for a frequency below an
 *   hour; for INTERVAL or COUNT without the DTSTART that they count from
 */
export function parseRule(
  text: string,
  timezone: string,
  field: string,
): ParsedRule {
  const { rule, startLine } = splitLines(text, field);
  const parts = readParts(rule, field);
  const startText = startLine ?? parts.get('DTSTART');
  parts.delete('DTSTART');

  const frequency = FREQUENCIES.find(known => known === parts.get('FREQ'));
  if (!frequency) {
    throw badInput(
      `${field} FREQ`,
      parts.get('FREQ'),
      `one of ${FREQUENCIES.join(', ')}`,
    );
  }
  const interval = Number(parts.get('INTERVAL') ?? 1);
  const counted = parts.has('COUNT');
  if (startText === undefined && (interval > 1 || counted)) {
    throw badInput(
      field,
      text,
      'a DTSTART line before a rule with INTERVAL or COUNT, to count from',
    );
  }
  const untilText = parts.get('UNTIL');
  if (untilText !== undefined && counted) {
    throw badInput(field, text, 'UNTIL or COUNT, not both');
  }
  parts.delete('UNTIL');
  return {
    frequency,
    interval,
    counted,
    start:
      startText === undefined
        ? FLOATING_ANCHOR
        : readStart(startText, timezone, `${field} DTSTART`),
    ...(untilText !== undefined && {
      until: readTime(untilText, timezone, `${field} UNTIL`, 'endOfDay'),
    }),
    parts: [...parts].map(([name, value]) => `${name}=${value}`).join(';'),
  };
}

function splitLines(text: string, field: string) {
  const lines = String(text)
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '');
  const starts = lines.filter(line => /^DTSTART[:;]/.test(line));
  const rules = lines.filter(line => !/^DTSTART[:;]/.test(line));
  if (rules.length !== 1 || starts.length > 1) {
    throw badInput(
      field,
      text,
      'one rule such as "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9", and before it at most one DTSTART line',
    );
  }
  return {
    rule: rules[0].replace(/^RRULE:/, ''),
    startLine: starts[0]?.replace(/^DTSTART[:;]/, ''),
  };
}

function readParts(rule: string, field: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of rule.replace(/;$/, '').split(';')) {
    const [name, value = ''] = part.split('=', 2);
    if (parts.has(name) || part.split('=').length !== 2) {
      throw badInput(
        field,
        part,
        'parts of the form NAME=value, each name once',
      );
    }
    checkPart(name, value, `${field} ${name}`);
    parts.set(name, value);
  }
  return parts;
}

function checkPart(name: string, value: string, field: string): void {
  if (Object.hasOwn(NUMBER_LISTS, name)) {
    const [least, most, fromEnd] = NUMBER_LISTS[name];
    const single = name === 'INTERVAL' || name === 'COUNT';
    const fits = value.split(',').every(item => {
      const number = Number(item);
      const size = fromEnd ? Math.abs(number) : number;
      return /^[+-]?\d+$/.test(item) && size >= least && size <= most;
    });
    if (!fits || (single && value.includes(','))) {
      throw badInput(
        field,
        value,
        `${
          single ? 'a whole number' : 'whole numbers'
        } from ${least} to ${most}${
          fromEnd ? ', or the same with "-", counted from the end' : ''
        }`,
      );
    }
    return;
  }
  switch (name) {
    case 'FREQ':
    case 'UNTIL':
    case 'DTSTART':
      return;
    case 'BYDAY':
      if (!value.split(',').every(day => WEEKDAY.test(day))) {
        throw badInput(field, value, 'weekdays such as "MO,TU" or "1MO,-1FR"');
      }
      return;
    case 'WKST':
      if (!/^(?:MO|TU|WE|TH|FR|SA|SU)$/.test(value)) {
        throw badInput(field, value, 'a weekday such as "MO"');
      }
      return;
    default:
      throw badInput(
        field,
        name,
        `one of FREQ, BYDAY, WKST, UNTIL, ${Object.keys(NUMBER_LISTS).join(
          ', ',
        )}`,
      );
  }
}

/** Reads what stands behind `DTSTART:` or `DTSTART;`. */
function readStart(text: string, timezone: string, field: string): number {
  const zoned = /^TZID=([^:]+):(.+)$/.exec(text);
  if (zoned && zoned[1] !== timezone) {
    throw badInput(field, text, `the window’s own time zone, ${timezone}`);
  }
  return readTime(
    zoned ? zoned[2] : text.replace(/^VALUE=DATE(?:-TIME)?:/, ''),
    timezone,
    field,
    'startOfDay',
  );
}

/** Reads an iCalendar date or date-time as a local time. */
function readTime(
  text: string,
  timezone: string,
  field: string,
  dateAlone: 'startOfDay' | 'endOfDay',
): number {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?$/.exec(
    text,
  );
  if (!match) {
    throw badInput(
      field,
      text,
      'a time such as "20260301T090000", with "Z" behind it if it is UTC',
    );
  }
  const [, year, month, day, hour = '00', minute = '00', second = '00', utc] =
    match;
  const floating = parseInstant(
    `${year}-${month}-${day}T${hour}:${minute}:${second}Z`,
    field,
  );
  if (utc) {
    return toFloating(floating, timezone);
  }
  const isDate = match[4] === undefined;
  return isDate && dateAlone === 'endOfDay'
    ? floating + MS_PER_DAY - 1
    : floating;
}
