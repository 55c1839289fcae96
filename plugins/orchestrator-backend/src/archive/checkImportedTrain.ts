import { InputError } from '@backstage/errors';
import {
  calendarEntries,
  parseManifest,
  trainBoard,
  trainContextOf,
  trainObstacles,
  trainReport,
  trainSummarySchema,
  type TrainFold,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { z } from 'zod/v4';
import { toTrainSummary } from '../trains/present';
import { checkAddress, fits, LONGEST, notLonger } from './checkImported';
import { refuse } from './readRunFile';

const time = z.iso.datetime();
/** What calendars, lists and reports take from a plan. */
const planSchema = z.object({
  revision: z.number().int().positive(),
  departure: time,
  milestones: z.array(z.object({ id: z.string(), at: time })),
  gatesOpen: z.record(z.string(), time),
  wavesNotBefore: z.record(z.string(), time),
});

/**
 * Checks what has come of the events of a file with a train: that the pages can show it, that the tables can hold it,
 * and that no address in it is a script.
 *
 * @throws InputError
 */
export function checkImportedTrain(parts: TrainFold, line: number): void {
  if (!parts.begun) {
    throw refuse(line, 'no event of the train itself', 'train.created first');
  }
  const { train, products, gates } = parts;
  const parsed = parseManifest(JSON.parse(JSON.stringify(train.manifest)), {
    kinds: ['Train'],
  });
  if ('issues' in parsed) {
    throw new InputError(
      `Line ${line}: the manifest of the train can't be read: ${parsed.issues[0].message}`,
    );
  }
  fits(line, 'plan', planSchema, train.plan);
  for (const [place, found, planned] of [
    ['products', products, train.plan.products],
    ['gates', gates, train.manifest.spec.gates],
  ] as const) {
    const missing = planned.find(({ id }) => !found.has(id));
    if (missing) {
      throw refuse(
        line,
        `no stream of ${missing.id} among the ${place}`,
        'one for each that was planned',
      );
    }
  }
  shown(line, () => {
    const at = train.updatedAt;
    const board = trainBoard(parts, at).map(({ state }) => state);
    fits(line, 'train', trainSummarySchema, toTrainSummary(train, board));
    trainObstacles(train, trainContextOf(parts, at));
    trainReport(parts, at);
    calendarEntries([train], {
      from: '0000-01-01T00:00:00.000Z',
      to: '9999-12-31T00:00:00.000Z',
    });
  });
  notLonger(line, 'title of the train', train.title, LONGEST.title);
  notLonger(line, 'owner of the train', train.owner, LONGEST.ref);
  notLonger(line, 'creator of the train', train.createdBy.ref, LONGEST.ref);
  for (const product of products.values()) {
    const name = `product ${product.id}`;
    notLonger(line, `id of ${name}`, product.id, LONGEST.part);
    notLonger(line, `entity of ${name}`, product.entityRef, LONGEST.ref);
    notLonger(line, `owner of ${name}`, product.owner, LONGEST.ref);
    checkAddresses(line, name, product);
  }
  for (const gate of gates.values()) {
    notLonger(line, `id of gate ${gate.id}`, gate.id, LONGEST.part);
    checkAddresses(line, `gate ${gate.id}`, gate);
  }
  // The manifest was checked by its own rules; addresses in it may be templates.
  checkAddresses(line, 'the train', { ...train, manifest: undefined });
}

/** Members that are shown as links. */
const ADDRESSES = ['url', 'href'];

function checkAddresses(line: number, name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  for (const [member, inner] of Object.entries(value)) {
    if (ADDRESSES.includes(member) && typeof inner === 'string') {
      checkAddress(line, name, inner);
    }
    checkAddresses(line, name, inner);
  }
}

/** States that don't belong together make whoever shows them stumble. */
function shown(line: number, show: () => void): void {
  try {
    show();
  } catch (error) {
    if (error instanceof InputError) {
      throw error;
    }
    throw new InputError(
      `Line ${line}: the train that comes of the events before can't be shown: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}
