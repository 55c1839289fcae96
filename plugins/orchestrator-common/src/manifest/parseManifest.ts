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
import { sweepManifestSchema, type SweepManifest } from './sweep';

/** The kinds of manifest that this release reads. @public */
export const MANIFEST_KINDS = ['Sweep'] as const;

/** A manifest with its defaults filled in, or everything that is wrong with it. @public */
export type ManifestResult =
  | { manifest: SweepManifest }
  | { issues: ManifestIssue[] };

/**
 * Reads a manifest and tells all its mistakes at once.
 *
 * @remarks
 * Each issue names the field, what was found and what is accepted, and for a text the line and column, counted from 1.
 * A manifest of another kind or version is told apart first: its fields would all be wrong.
 * At most 256 KiB unless said otherwise, one document, YAML 1.2 (which JSON is a part of).
 *
 * @param input - YAML or JSON text, or an object
 * @param limits - `maxBytes`: longest manifest, in bytes of UTF-8
 * @public
 */
export function parseManifest(
  input: string | object,
  limits: { maxBytes?: number } = {},
): ManifestResult {
  const read =
    typeof input === 'string'
      ? readDocument(input, limits.maxBytes)
      : readObject(input, limits.maxBytes);
  if ('findings' in read) {
    return { issues: read.findings.slice(0, MAX_ISSUES).map(toIssue) };
  }
  const envelope = checkEnvelope(read.value);
  if (envelope.length > 0) {
    return {
      issues: envelope.map(finding => toIssue(withPlace(read, finding))),
    };
  }
  const parsed = sweepManifestSchema.safeParse(read.value);
  const findings = parsed.success
    ? checkSweep(parsed.data)
    : describeAll(read.value, parsed.error.issues);
  return parsed.success && findings.length === 0
    ? { manifest: parsed.data }
    : {
        issues: inOrder(findings.map(finding => withPlace(read, finding)))
          .slice(0, MAX_ISSUES)
          .map(toIssue),
      };
}

function describeAll(
  value: unknown,
  issues: Parameters<typeof describeIssue>[2][],
): FieldFinding[] {
  const schema = manifestJsonSchema();
  return issues.flatMap(issue => describeIssue(schema, value, issue));
}

function checkEnvelope(value: unknown): FieldFinding[] {
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
  if (!MANIFEST_KINDS.some(known => known === kind)) {
    findings.push({
      path: ['kind'],
      about: 'value',
      found: quoteFound(kind),
      accepted: MANIFEST_KINDS.join(', '),
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
