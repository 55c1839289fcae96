import { createHash } from 'node:crypto';
import { InputError } from '@backstage/errors';
import type { EventEnvelope } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { z } from 'zod/v4';
import { EVENT_SCHEMA_VERSION } from '../store/EventLog';
import { RUN_FILE_LIMITS, type RunFileLimits } from './limits';
import { readLines, type FileLine } from './readLines';
import {
  artifactLineSchema,
  endLineSchema,
  eventLineSchema,
  headerSchema,
  RUN_FILE_VERSION,
  SAMPLES_VERSION,
  samplesLineSchema,
  type RunFileArtifact,
  type RunFileEnd,
  type RunFileHeader,
  type RunFileSamples,
} from './runFile';

/** An artifact of a file, checked. */
export interface UnpackedArtifact extends Omit<RunFileArtifact, 'content'> {
  content: Buffer;
}

/** What a file holds, in its order; the header comes first. */
export type RunFileEntry = { line: number } & (
  | { kind: 'header'; header: RunFileHeader }
  | { kind: 'event'; event: EventEnvelope }
  | { kind: 'samples'; samples: RunFileSamples }
  | { kind: 'artifact'; artifact: UnpackedArtifact }
  | { kind: 'end' }
);

/** Lines that a file may have many of, in their order. */
type LineKind = 'event' | 'samples' | 'artifact';

/** What the lines of a kind are called, and the limit of their number. */
const LIMITED: Record<LineKind, [string, 'events' | 'samples' | 'artifacts']> =
  {
    event: ['events', 'events'],
    samples: ['lines of samples', 'samples'],
    artifact: ['artifacts', 'artifacts'],
  };

/**
 * Reads a file as it comes, and checks all that can be said of a line by itself; an entry `end` means that the file is
 * whole.
 *
 * @throws InputError with the number of the line, what was found and what is accepted
 */
export async function* readRunFile(
  file: AsyncIterable<Uint8Array>,
  limits: RunFileLimits = RUN_FILE_LIMITS,
): AsyncGenerator<RunFileEntry> {
  const digest = createHash('sha256');
  const counted = { event: 0, samples: 0, artifact: 0 };
  let version = RUN_FILE_VERSION;
  let ended = false;
  let lines = 0;
  for await (const line of readLines(file, limits)) {
    lines = line.number;
    if (ended) {
      throw refuse(line.number, 'a line after the end', 'nothing after it');
    }
    const entry =
      line.number === 1 ? readHeader(line) : readEntry(line, version);
    if (entry.kind === 'end') {
      checkEnd(line.number, entry.end, {
        events: counted.event,
        samples: counted.samples,
        artifacts: counted.artifact,
        digest: `sha256:${digest.digest('hex')}`,
      });
      ended = true;
      yield { line: line.number, kind: 'end' };
      continue;
    }
    digest.update(line.bytes).update('\n');
    if (entry.kind === 'header') {
      version = entry.header.formatVersion;
    } else {
      inOrder(line.number, entry.kind, counted);
      counted[entry.kind] += 1;
      const [plural, limit] = LIMITED[entry.kind];
      atMost(line.number, counted[entry.kind], limits[limit], plural);
    }
    yield entry;
  }
  if (!ended) {
    throw refuse(
      lines + 1,
      'the end of the file',
      'a last line that counts what is in it: the file was cut off',
    );
  }
}

type Entry =
  | Exclude<RunFileEntry, { kind: 'end' }>
  | { kind: 'end'; end: RunFileEnd };

function readHeader(line: FileLine): Entry {
  const header = check(
    line,
    parse(line),
    headerSchema,
    'the header of a run file',
  );
  if (header.formatVersion > RUN_FILE_VERSION) {
    throw refuse(
      line.number,
      `format version ${header.formatVersion}`,
      `a version up to ${RUN_FILE_VERSION}; update the orchestrator first`,
    );
  }
  if (header.eventSchemaVersion > EVENT_SCHEMA_VERSION) {
    throw refuse(
      line.number,
      `events of version ${header.eventSchemaVersion}`,
      `a version up to ${EVENT_SCHEMA_VERSION}; update the orchestrator first`,
    );
  }
  return { line: line.number, kind: 'header', header };
}

function readEntry(line: FileLine, version: number): Entry {
  const value = parse(line);
  const [name] = Object.keys(value);
  switch (name) {
    case 'event': {
      const { event } = check(line, value, eventLineSchema, 'an event');
      if (event.schemaVersion > EVENT_SCHEMA_VERSION) {
        throw refuse(
          line.number,
          `an event of version ${event.schemaVersion}`,
          `a version up to ${EVENT_SCHEMA_VERSION}; update the orchestrator first`,
        );
      }
      return { line: line.number, kind: 'event', event };
    }
    case 'samples':
      if (version < SAMPLES_VERSION) {
        throw refuse(
          line.number,
          `samples in a file of version ${version}`,
          `samples from version ${SAMPLES_VERSION} on`,
        );
      }
      return {
        line: line.number,
        kind: 'samples',
        samples: check(line, value, samplesLineSchema, 'samples').samples,
      };
    case 'artifact':
      return {
        line: line.number,
        kind: 'artifact',
        artifact: unpackArtifact(
          line,
          check(line, value, artifactLineSchema, 'an artifact').artifact,
        ),
      };
    case 'end':
      return {
        kind: 'end',
        end: check(line, value, endLineSchema, 'an end').end,
      };
    default:
      throw refuse(
        line.number,
        name === undefined ? 'no fields' : `the field ${name.slice(0, 40)}`,
        version < SAMPLES_VERSION
          ? 'event, artifact or end'
          : 'event, samples, artifact or end',
      );
  }
}

function unpackArtifact(
  line: FileLine,
  { content, ...artifact }: RunFileArtifact,
): UnpackedArtifact {
  const bytes = Buffer.from(content, 'base64');
  if (bytes.length !== artifact.size) {
    throw refuse(
      line.number,
      `an artifact of ${bytes.length} bytes`,
      `the ${artifact.size} bytes that it is said to have`,
    );
  }
  const found = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (found !== artifact.digest) {
    throw refuse(
      line.number,
      `an artifact with the digest ${found}`,
      `content of the digest ${artifact.digest}`,
    );
  }
  return { ...artifact, content: bytes };
}

function checkEnd(
  line: number,
  { samples = 0, ...rest }: RunFileEnd,
  found: Required<RunFileEnd>,
): void {
  const said = { ...rest, samples };
  for (const name of ['events', 'samples', 'artifacts', 'digest'] as const) {
    if (said[name] !== found[name]) {
      throw refuse(
        line,
        `${name} ${found[name]} in the lines before`,
        `${said[name]}, as this line says; the file was changed or damaged`,
      );
    }
  }
}

/** Events come before samples, and both before artifacts: what comes later can be checked against the run. */
function inOrder(
  line: number,
  kind: LineKind,
  { samples, artifact }: Record<LineKind, number>,
): void {
  if (kind === 'event' && samples + artifact > 0) {
    throw refuse(
      line,
      'an event',
      `events before all ${artifact > 0 ? 'artifacts' : 'samples'}`,
    );
  }
  if (kind === 'samples' && artifact > 0) {
    throw refuse(line, 'samples', 'samples before all artifacts');
  }
}

/** An object of JSON. */
function parse(line: FileLine): object {
  try {
    const value: unknown = JSON.parse(line.bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value;
    }
  } catch {
    // The one sentence for all that is no object follows.
  }
  throw refuse(line.number, 'no JSON object', 'one JSON object per line');
}

function check<T extends z.ZodType>(
  line: FileLine,
  value: unknown,
  schema: T,
  what: string,
): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const [issue] = result.error.issues;
  throw refuse(
    line.number,
    `${issue.path.map(String).join('.') || 'a line'}: ${issue.message}`,
    what,
  );
}

function atMost(line: number, found: number, limit: number, what: string) {
  if (found > limit) {
    throw refuse(line, `more than ${limit} ${what}`, `${limit} at most`);
  }
}

/** The mistake of a line, as a sentence. */
export function refuse(line: number, found: string, accepted: string): Error {
  return new InputError(
    `Line ${line}: found ${found}; accepted is ${accepted}`,
  );
}
