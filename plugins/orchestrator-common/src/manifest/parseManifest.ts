import type { ManifestIssue } from '../api/schemas';
import { quoteFound } from '../pacing';
import { checkSweep } from './checkSweep';
import { MANIFEST_API_VERSION } from './common';
import { describeIssue, type FieldFinding } from './describeIssue';
import { formatPath } from './fieldPath';
import { manifestJsonSchema } from './jsonSchema';
import { MAX_ISSUES } from './limits';
import {
  readDocument,
  readObject,
  type Finding,
  type ReadDocument,
} from './readDocument';
import { checkTrain } from './checkTrain';
import { sweepManifestSchema, type SweepManifest } from './sweep';
import { trainManifestSchema, type TrainManifest } from './train';

/** The kinds of manifest that this release reads. @public */
export const MANIFEST_KINDS = ['Sweep', 'Train'] as const;

/** What each kind of manifest is read as. @public */
export interface ManifestByKind {
  Sweep: SweepManifest;
  Train: TrainManifest;
}

/** @public */
export type ManifestKind = keyof ManifestByKind;

/** A manifest with its defaults filled in, or everything that is wrong with it. @public */
export type ManifestResult<K extends ManifestKind = 'Sweep'> =
  | { manifest: ManifestByKind[K] }
  | { issues: ManifestIssue[] };

/** The fields of a manifest, and what only shows when several of them are seen together. */
const READERS: {
  [K in ManifestKind]: (value: unknown) => {
    manifest?: ManifestByKind[K];
    findings: FieldFinding[];
  };
} = {
  Sweep: value => {
    const parsed = sweepManifestSchema.safeParse(value);
    return parsed.success
      ? { manifest: parsed.data, findings: checkSweep(parsed.data) }
      : { findings: describeAll('Sweep', value, parsed.error.issues) };
  },
  Train: value => {
    const parsed = trainManifestSchema.safeParse(value);
    return parsed.success
      ? { manifest: parsed.data, findings: checkTrain(parsed.data) }
      : { findings: describeAll('Train', value, parsed.error.issues) };
  },
};

/**
 * Reads a manifest and tells all its mistakes at once.
 *
 * @remarks
 * Each issue names the field, what was found and what is accepted, and for a text the line and column, counted from 1.
 * A manifest of another kind or version is told apart first: its fields would all be wrong.
 * At most 256 KiB unless said otherwise, one document, YAML 1.2 (which JSON is a part of).
 *
 * @param input - YAML or JSON text, or an object
 * @param options - `kinds`: those that are read, sweeps alone where nothing is said; `maxBytes`: longest manifest, in bytes
 *   of UTF-8
 * @public
 */
export function parseManifest<K extends ManifestKind = 'Sweep'>(
  input: string | object,
  options: { kinds?: readonly K[]; maxBytes?: number } = {},
): ManifestResult<K> {
  const { kinds = ['Sweep' as K], maxBytes } = options;
  const read =
    typeof input === 'string'
      ? readDocument(input, maxBytes)
      : readObject(input, maxBytes);
  if ('findings' in read) {
    return { issues: read.findings.slice(0, MAX_ISSUES).map(toIssue) };
  }
  const envelope = checkEnvelope(read.value, kinds);
  if (envelope.length > 0) {
    return {
      issues: envelope.map(finding => toIssue(withPlace(read, finding))),
    };
  }
  const { kind } = read.value as { kind: K };
  const { manifest, findings } = READERS[kind](read.value);
  return manifest && findings.length === 0
    ? { manifest }
    : {
        issues: inOrder(findings.map(finding => withPlace(read, finding)))
          .slice(0, MAX_ISSUES)
          .map(toIssue),
      };
}

function describeAll(
  kind: ManifestKind,
  value: unknown,
  issues: Parameters<typeof describeIssue>[2][],
): FieldFinding[] {
  const schema = manifestJsonSchema(kind);
  return issues.flatMap(issue => describeIssue(schema, value, issue));
}

function checkEnvelope(
  value: unknown,
  kinds: readonly ManifestKind[],
): FieldFinding[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [
      {
        path: [],
        about: 'value',
        found: quoteFound(value),
        accepted: 'a mapping with apiVersion, kind, metadata and spec',
      },
    ];
  }
  const { apiVersion, kind } = value as Record<string, unknown>;
  const findings: FieldFinding[] = [];
  if (apiVersion !== MANIFEST_API_VERSION) {
    findings.push({
      path: ['apiVersion'],
      about: 'value',
      found: quoteFound(apiVersion),
      accepted: MANIFEST_API_VERSION,
    });
  }
  if (!kinds.some(known => known === kind)) {
    findings.push({
      path: ['kind'],
      about: 'value',
      found: quoteFound(kind),
      accepted: kinds.join(', '),
    });
  }
  return findings;
}

function withPlace(read: ReadDocument, finding: FieldFinding): Finding {
  return { ...finding, place: read.placeOf(finding.path, finding.about) };
}

/** Issues in the order of the text; without a text, in the order in which they were found. */
function inOrder(findings: Finding[]): Finding[] {
  const rank = ({ place }: Finding) =>
    place ? place.line * 1e6 + place.column : 0;
  return [...findings].sort((a, b) => rank(a) - rank(b));
}

function toIssue({ path, found, accepted, place }: Finding): ManifestIssue {
  const field = path.length === 0 ? 'The manifest' : formatPath(path);
  const where = place ? ` (line ${place.line}, column ${place.column})` : '';
  return {
    path: formatPath(path),
    ...(place && { line: place.line, column: place.column }),
    found,
    accepted,
    message: `${field}${where}: found ${found}, accepted is ${accepted}`,
  };
}
