/*
 * The file that holds a run: lines of JSON, gzip. `docs/reference/run-file.md` describes it; a reader of a later
 * version reads the earlier ones.
 */
import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { EventEnvelope } from '@backstage-orchestrator/plugin-orchestrator-common';
import { z } from 'zod/v4';

export const RUN_FILE_FORMAT = 'orchestrator-run';
/** The newest version that is read. A file has the lowest one that its lines need, so that older releases read it. */
export const RUN_FILE_VERSION = 2;
/** The first version that has samples. */
export const SAMPLES_VERSION = 2;

/** How long texts may be: what the columns take. */
const short = (max: number) => z.string().min(1).max(max);
export const digestSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();
const time = z.iso.datetime({ precision: 3 });

/** First line. */
export const headerSchema = z.strictObject({
  format: z.literal(RUN_FILE_FORMAT),
  formatVersion: z.number().int().positive(),
  /** Version of the shape of the newest events; each event says its own. */
  eventSchemaVersion: z.number().int().positive(),
  runId: short(100).regex(/^[a-z0-9][a-z0-9.-]*$/),
  exportedAt: time,
});

/** A line per event, in the order of the log. */
export const eventLineSchema = z.strictObject({
  event: z.strictObject({
    position: z.number().int().positive(),
    stream: short(400),
    version: z.number().int().positive(),
    runId: short(100),
    targetId: short(300).optional(),
    type: short(100),
    data: z.unknown(),
    schemaVersion: z.number().int().positive(),
    actor: z.strictObject({
      kind: z.enum(['user', 'service', 'system']),
      ref: short(300),
    }),
    requestId: short(200),
    causationId: short(200).optional(),
    occurredAt: time,
    links: z.array(z.strictObject({ title: z.string(), url: z.string() })),
  }),
});

const measurementSchema = z.strictObject({
  phase: z.enum(['Successful', 'Failed', 'Inconclusive', 'Error', 'Running']),
  /** Of any shape; charts show numbers. */
  value: z.unknown().optional(),
  message: z.string().optional(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
});

const metricRecordSchema = z.strictObject({
  phase: z
    .enum([
      'Pending',
      'Running',
      'Successful',
      'Failed',
      'Inconclusive',
      'Error',
      'Aborted',
    ])
    .optional(),
  count,
  successful: count,
  failed: count,
  inconclusive: count,
  error: count,
  consecutiveError: count,
  consecutiveSuccess: count,
  measurements: z.array(measurementSchema),
});

/** A line per analysis of a wave of a train, between the events and the artifacts. From version 2 on. */
export const samplesLineSchema = z.strictObject({
  samples: z.strictObject({
    wave: short(100),
    /** From 1: a wave that was rolled back and goes again is measured anew. */
    round: z.number().int().positive(),
    stage: z.enum(['during', 'after']),
    /** By the name of the metric. */
    metrics: z.record(short(100), metricRecordSchema),
  }),
});

/** A line per artifact, at the end. */
export const artifactLineSchema = z.strictObject({
  artifact: z.strictObject({
    digest: digestSchema,
    mediaType: short(100),
    size: count,
    /** Base64. */
    content: z.base64(),
  }),
});

/** Last line: without it the file has been cut off. */
export const endLineSchema = z.strictObject({
  end: z.strictObject({
    events: count,
    /** Left out where there are none. */
    samples: z.number().int().positive().optional(),
    artifacts: count,
    /** Of all lines before, each with the line feed at its end. */
    digest: digestSchema,
  }),
});

export type RunFileHeader = z.output<typeof headerSchema>;
export type RunFileArtifact = z.output<typeof artifactLineSchema>['artifact'];
export type RunFileSamples = z.output<typeof samplesLineSchema>['samples'];
export type RunFileEnd = z.output<typeof endLineSchema>['end'];

/** What goes into a file. */
export interface RunFileContent {
  header: Omit<RunFileHeader, 'format' | 'formatVersion'>;
  events: AsyncIterable<EventEnvelope[]> | Iterable<EventEnvelope[]>;
  samples?: RunFileSamples[];
  artifacts?: AsyncIterable<RunFileArtifact>;
}

/** The bytes of a file, as they are made: nothing larger than an artifact is held in memory. */
export function writeRunFile(content: RunFileContent): AsyncIterable<Buffer> {
  const gzip = createGzip();
  // Whoever reads gets the error of the source, as the pipeline destroys the end that is read.
  pipeline(Readable.from(linesOf(content)), gzip, () => {});
  return gzip;
}

async function* linesOf({
  header,
  events,
  samples = [],
  artifacts,
}: RunFileContent): AsyncGenerator<string> {
  const digest = createHash('sha256');
  const counted = { events: 0, artifacts: 0 };
  const line = (value: object) => {
    const text = `${JSON.stringify(value)}\n`;
    digest.update(text);
    return text;
  };
  yield line({
    format: RUN_FILE_FORMAT,
    formatVersion: samples.length > 0 ? SAMPLES_VERSION : 1,
    ...header,
  });
  for await (const chunk of events) {
    yield chunk.map(event => line({ event })).join('');
    counted.events += chunk.length;
  }
  for (const one of samples) {
    yield line({ samples: one });
  }
  for await (const artifact of artifacts ?? []) {
    yield line({ artifact });
    counted.artifacts += 1;
  }
  yield `${JSON.stringify({
    end: {
      ...counted,
      ...(samples.length > 0 && { samples: samples.length }),
      digest: `sha256:${digest.digest('hex')}`,
    },
  })}\n`;
}
