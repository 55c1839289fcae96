import { NotFoundError } from '@backstage/errors';
import {
  criterionKey,
  isTicked,
  productChecks,
  tickItems,
  TRAIN_PART,
  wordsOf,
  type CriterionPlace,
  type CriterionStates,
  type TrainDetail,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { z as Zod } from 'zod/v3';
import {
  ACTS,
  READS,
  RECORDS,
  idOfTrain,
  type ActionTools,
} from './ActionTools';

const gatesOutput = (z: typeof Zod) =>
  z.object({
    gates: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        before: z.string().describe('`departure`, or the id of a wave'),
        status: z.string(),
        opensAt: z.string(),
        expiresAt: z.string().optional(),
        digest: z.string().describe('What a signature of the gate must carry'),
        questions: z.array(z.string()).describe('What is open, in words'),
        mayISign: z.object({
          allowed: z.boolean(),
          reason: z.string().optional(),
        }),
        parts: z.array(
          z.object({
            part: z.string().describe('Id of a product, or `train`'),
            criteria: z.array(
              z.object({
                criterion: z.string(),
                title: z.string(),
                kind: z.string(),
                status: z.string(),
                blocks: z.boolean(),
                summary: z.string(),
                evidence: z.array(
                  z.object({ title: z.string(), url: z.string() }),
                ),
                validUntil: z.string().optional(),
                items: z
                  .array(
                    z.object({
                      id: z.string(),
                      title: z.string(),
                      owner: z
                        .string()
                        .optional()
                        .describe('Who may tick it; absent: the owner'),
                      due: z.string().optional(),
                      says: z
                        .string()
                        .describe('What a tick is of, word for word'),
                      done: z.boolean(),
                    }),
                  )
                  .optional()
                  .describe(
                    'Items of a checklist, or checks and risks of the product',
                  ),
              }),
            ),
          }),
        ),
      }),
    ),
  });

/**
 * Gates with their open questions and evidence, without what a reader has no use for.
 *
 * @param only - one gate, and one part of it; all where they are absent
 * @throws NotFoundError where the train has no such gate or part
 */
function describeGates(
  { board, train, gateStates, productStates }: TrainDetail,
  only: { gate?: string; part?: string },
) {
  assertThere('gate', only.gate, board);
  const gates = board.filter(({ id }) => id === (only.gate ?? id));
  const parts = gates.flatMap(gate => gate.parts);
  assertThere(
    'part',
    only.part,
    parts.map(({ part }) => ({ id: part })),
  );
  const statesOf = (part: string, gate: string) =>
    (part === TRAIN_PART
      ? gateStates.find(({ id }) => id === gate)
      : productStates.find(({ id }) => id === part)
    )?.criteria ?? {};
  return {
    gates: gates.map(({ sign, parts: ofGate, ...gate }) => ({
      ...gate,
      mayISign: sign,
      parts: ofGate
        .filter(({ part }) => part === (only.part ?? part))
        .map(({ part, cells }) => ({
          part,
          criteria: cells.map(cell => ({
            ...cell,
            items: itemsOf(train, part, statesOf(part, gate.id), {
              gate: gate.id,
              criterion: cell.criterion,
            }),
          })),
        })),
    })),
  };
}

/** An empty answer would look like nothing left to do. */
function assertThere(
  what: string,
  wanted: string | undefined,
  there: { id: string }[],
): void {
  const ids = new Set(there.map(({ id }) => id));
  if (wanted !== undefined && !ids.has(wanted)) {
    throw new NotFoundError(
      `There is no ${what} "${wanted}" here: found are ${[...ids].join(', ')}`,
    );
  }
}

/** What is to be ticked; absent where the criterion asks for something else. */
function itemsOf(
  train: TrainDetail['train'],
  part: string,
  states: CriterionStates,
  place: CriterionPlace,
) {
  const asked = train.manifest.spec.gates
    .find(({ id }) => id === place.gate)
    ?.criteria.find(({ id }) => id === place.criterion);
  const ticks = states[criterionKey(place.gate, place.criterion)]?.ticks ?? {};
  return (
    asked &&
    tickItems(asked, productChecks(train, part))?.map(item => ({
      id: item.id,
      title: item.title,
      owner: item.owner,
      ...('due' in item && { due: item.due }),
      says: wordsOf(item),
      done: isTicked(item, ticks[item.id]),
    }))
  );
}

/** Gates of release trains. */
export function registerGateActions({ registry, call }: ActionTools): void {
  registry.register({
    name: 'get-train-gates',
    title: 'Get the gates of a release train',
    description: `
The go/no-go board of a train: each gate with what is open in words, every criterion of every product with its standing and evidence, the digest that a signature must carry, and whether the caller may sign. Ask for one gate, or one part of it, where a train is big.`,
    attributes: READS,
    schema: {
      input: z =>
        z
          .object({
            trainId: idOfTrain(z),
            gateId: z.string().optional().describe('Absent: all gates'),
            part: z
              .string()
              .optional()
              .describe('Id of a product, or `train`; absent: all'),
          })
          .strict(),
      output: gatesOutput,
    },
    action: async ({ input: { trainId, gateId, part }, credentials }) => ({
      output: describeGates(
        await call('getTrain', credentials, { params: { trainId } }),
        { gate: gateId, part },
      ),
    }),
  });

  registry.register({
    name: 'sign-train-gate',
    title: 'Sign a gate of a release train',
    description: `
Approves (go) or rejects (no-go) a gate in the caller's name. evidenceDigest is the digest of the gate in get-train-gates: it says what was looked at, and another one by now is refused. Read the evidence first, and have a person's word for it: a GO lets products go live.`,
    attributes: ACTS,
    schema: {
      input: z =>
        z
          .object({
            trainId: idOfTrain(z),
            gateId: z.string(),
            decision: z.enum(['approved', 'rejected']),
            evidenceDigest: z.string(),
            comment: z.string().max(2000).optional(),
          })
          .strict(),
      output: gatesOutput,
    },
    action: async ({ input: { trainId, gateId, ...sign }, credentials }) => ({
      output: describeGates(
        await call('commandGate', credentials, {
          params: { trainId, gateId },
          body: { command: { type: 'sign', ...sign } },
        }),
        { gate: gateId },
      ),
    }),
  });

  registry.register({
    name: 'tick-checklist-item',
    title: 'Tick an item of a checklist',
    description: `
Ticks an item of a checklist of a gate, or takes the tick back, in the caller's name, with a note and links that show it. product is the part of get-train-gates that asks: the id of a product, or "${TRAIN_PART}" for the train as a whole. Checks and risks of a product are items, too, with ids such as check/<id> and risk/<id>. The owner of an item is asked, nobody else may tick.`,
    attributes: { ...RECORDS, idempotent: true },
    schema: {
      input: z =>
        z
          .object({
            trainId: idOfTrain(z),
            product: z.string(),
            gate: z.string(),
            criterion: z.string(),
            item: z.string(),
            done: z.boolean().default(true),
            says: z
              .string()
              .optional()
              .describe(
                'What the item says in get-train-gates; another text by now is refused',
              ),
            note: z.string().max(2000).optional(),
            evidence: z
              .array(z.object({ title: z.string(), url: z.string() }))
              .default([]),
          })
          .strict(),
      output: gatesOutput,
    },
    action: async ({ input: { trainId, product, ...tick }, credentials }) => {
      const command = { type: 'tick' as const, ...tick };
      const train =
        product === TRAIN_PART
          ? await call('commandGate', credentials, {
              params: { trainId, gateId: tick.gate },
              body: { command },
            })
          : await call('commandProduct', credentials, {
              params: { trainId, productId: product },
              body: { command },
            });
      return { output: describeGates(train, { gate: tick.gate }) };
    },
  });
}
