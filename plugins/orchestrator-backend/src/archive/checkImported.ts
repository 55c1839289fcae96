import { InputError } from '@backstage/errors';
import {
  approvalSchema,
  parseManifest,
  runSummarySchema,
  targetDetailSchema,
  type Change,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { z } from 'zod/v4';
import { toRunSummary } from '../queries/present';
import type { RunFold } from '../store/RunFold';
import { refuse } from './readRunFile';

/** How long texts may be: what the columns of the read tables take. */
export const LONGEST = { ref: 300, part: 63, title: 200 };

/**
 * Checks what has come of the events of a file: that the pages can show it, that the tables can hold it, and that no
 * address in it is a script.
 *
 * @throws InputError
 */
export function checkImported(fold: RunFold, line: number): void {
  const { run, targets } = fold;
  if (run.id !== fold.runId) {
    throw refuse(line, `events of run ${run.id} before`, fold.runId);
  }
  const parsed = parseManifest(JSON.parse(JSON.stringify(run.manifest)));
  if ('issues' in parsed) {
    throw new InputError(
      `Line ${line}: the manifest of the run can't be read: ${parsed.issues[0].message}`,
    );
  }
  fits(line, 'run', runSummarySchema, toRunSummary(run, {}));
  run.approvals.forEach(approval =>
    fits(line, `approval ${approval.id}`, approvalSchema, approval),
  );
  notLonger(line, 'owner of the run', run.owner, LONGEST.ref);
  notLonger(line, 'creator of the run', run.createdBy.ref, LONGEST.ref);
  if (run.targets !== targets.size) {
    throw refuse(
      line,
      `${targets.size} targets`,
      `${run.targets}, as the run was planned with`,
    );
  }
  for (const target of targets.values()) {
    const name = `target ${target.id}`;
    fits(line, name, targetDetailSchema, target);
    notLonger(line, `entity of ${name}`, target.entityRef, LONGEST.ref);
    notLonger(line, `owner of ${name}`, target.owner, LONGEST.ref);
    for (const url of [
      target.repository?.url,
      ...[target.change, target.revert].map((change?: Change) => change?.url),
    ]) {
      checkAddress(line, name, url);
    }
  }
}

export function fits(
  line: number,
  name: string,
  schema: z.ZodType,
  value: unknown,
): void {
  // What the API would send: undefined members are not there.
  const result = schema.safeParse(JSON.parse(JSON.stringify(value)));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new InputError(
      `Line ${line}: the ${name} that comes of the events before is not one that can be: ${issue.path
        .map(String)
        .join('.')}: ${issue.message}`,
    );
  }
}

export function notLonger(
  line: number,
  name: string,
  text: string | undefined,
  longest: number,
): void {
  if (text !== undefined && text.length > longest) {
    throw refuse(
      line,
      `${text.length} characters as ${name}`,
      `${longest} at most`,
    );
  }
}

export function checkAddress(
  line: number,
  name: string,
  url: string | undefined,
): void {
  if (url !== undefined && !/^(https?:\/\/|\/(?!\/))/.test(url)) {
    throw refuse(
      line,
      `the address ${JSON.stringify(url.slice(0, 80))} in ${name}`,
      'an address with http or https, or a path in the portal',
    );
  }
}
