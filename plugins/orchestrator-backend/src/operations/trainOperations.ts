import { ConflictError, InputError } from '@backstage/errors';
import {
  calendarEntries,
  carryOver,
  comingDepartures,
  conflictsBetween,
  departureOf,
  ENDED_PHASES,
  noteSegments,
  notesMarkdown,
  orchestratorRunCreatePermission,
  orchestratorRunReadPermission,
  postMortemDraft,
  releaseNotes,
  TRAIN_PART,
  trainInbox,
  trainReport,
  trainWork,
  type OrchestratorRunPermission,
  type ProductReleaseNotes,
  type TrainDetail,
  type TrainManifest,
  type TrainRequest,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { stringify } from 'yaml';
import { isoNow } from '../clock';
import type { Caller } from '../http/caller';
import type { OperationHandlers } from '../http/handlers';
import { CALENDAR_FEED_PATH } from '../http/calendarFeedPath';
import type { Crew } from '../trains';
import { PlannedAlreadyError } from '../trains/PlannedAlreadyError';
import { metricSeries } from '../trains/metricSeries';
import { toTrainDetail, TRAIN_PERMISSIONS } from '../trains/present';
import { withTurns } from '../trains/stepTurns';
import { requestOf, type OperationTools } from './OperationTools';
import { timelineEvents } from './timelineEvents';
import type { RunRights } from './RunAccess';
import { seenBy } from './seenBy';
import { conflictsOf, departuresOf, planFor, readTrain } from './trainPlanning';
import {
  BY_HAND,
  gateCommand,
  permissionOf,
  productCommand,
  subjectOf,
  trainCommand,
} from './trainRequests';

type TrainOperations = Pick<
  OperationHandlers,
  | 'listTrains'
  | 'createTrain'
  | 'previewTrain'
  | 'getTrain'
  | 'getTrainMetrics'
  | 'getTrainReport'
  | 'getTrainPostMortem'
  | 'getProductOnCall'
  | 'getTrainNotes'
  | 'getTrainNotesText'
  | 'commandTrain'
  | 'commandProduct'
  | 'commandGate'
  | 'getTrainInbox'
  | 'listCalendarFeeds'
  | 'createCalendarFeed'
  | 'deleteCalendarFeed'
  | 'getCalendar'
>;

/** Reading, planning and steering release trains. */
export function trainOperations(tools: OperationTools): TrainOperations {
  const { access, trains } = tools;
  const require = (
    caller: Caller,
    permission: OrchestratorRunPermission,
    id: string,
  ) => access.require(caller, permission, id);
  const detail = async (id: string, caller: Caller) =>
    detailOf(tools, id, caller, await rightsOf(tools, id, caller));
  return {
    listTrains: async ({ query }, caller) => {
      const { cursor, limit, mine, ...filter } = query;
      return trains.queries.list(
        {
          ...filter,
          ...(await seenBy(tools, caller, mine)),
        },
        { cursor, limit },
      );
    },
    createTrain: async ({ body }, caller) => {
      await access.requireBasic(caller, orchestratorRunCreatePermission);
      const manifest = readTrain(body.manifest, tools);
      const id = await create(tools, caller, {
        ...requestOf(caller),
        manifest,
        source: typeof body.manifest === 'string' ? body.manifest : undefined,
        plan: await planFor(tools, manifest, caller, {
          revision: 1,
          departure: departureOf(manifest, body.departure, isoNow(tools.clock)),
        }),
        followUps: await followUpsFor(tools, manifest, caller),
        idempotencyKey: body.idempotencyKey,
      });
      return detail(id, caller);
    },
    previewTrain: async ({ body }, caller) => {
      await access.requireBasic(caller, orchestratorRunCreatePermission);
      const manifest = readTrain(body.manifest, tools);
      const now = isoNow(tools.clock);
      const plan = await planFor(tools, manifest, caller, {
        revision: 1,
        departure: departureOf(manifest, body.departure, now),
      });
      return {
        plan,
        conflicts: await conflictsOf(
          tools,
          { manifest, plan },
          await access.visibility(caller),
        ),
        departures: departuresOf(manifest, now),
      };
    },
    getTrain: async ({ params }, caller) => {
      const { trainId } = params;
      const rights = await rightsOf(tools, trainId, caller);
      rights.require(orchestratorRunReadPermission);
      return detailOf(tools, trainId, caller, rights);
    },
    getTrainMetrics: async ({ params, query }, caller) => {
      await require(caller, orchestratorRunReadPermission, params.trainId);
      const { train } = await trains.queries.parts(params.trainId);
      const watches = await trains.queries.waveWatches(params.trainId);
      return { items: metricSeries(train, watches, query.wave) };
    },
    getTrainReport: async ({ params }, caller) => {
      await require(caller, orchestratorRunReadPermission, params.trainId);
      const parts = await trains.queries.parts(params.trainId);
      return trainReport(
        parts,
        isoNow(tools.clock),
        await timelineEvents(tools, parts.train, caller),
      );
    },
    getTrainPostMortem: async ({ params }, caller) => {
      await require(caller, orchestratorRunReadPermission, params.trainId);
      const parts = await trains.queries.parts(params.trainId);
      return postMortemDraft(
        parts,
        await timelineEvents(tools, parts.train, caller),
      );
    },
    getProductOnCall: async ({ params }, caller) => {
      const { trainId, productId } = params;
      await require(caller, orchestratorRunReadPermission, trainId);
      return { people: (await trains.crew(trainId, productId)).onCall };
    },
    getTrainNotes: async ({ params, query }, caller) => {
      await require(caller, orchestratorRunReadPermission, params.trainId);
      return { items: await notesOf(tools, params.trainId, query) };
    },
    getTrainNotesText: async ({ params, query }, caller) => {
      await require(caller, orchestratorRunReadPermission, params.trainId);
      const notes = await notesOf(tools, params.trainId, query);
      return `${notesMarkdown(notes, 2)}\n`;
    },
    commandTrain: async ({ params, body: { command } }, caller) => {
      const { trainId } = params;
      if (!(await isTheirs(tools, trainId, command, caller))) {
        await require(caller, permissionOf(command.type), trainId);
      }
      if (command.type === 'measureSuccess') {
        await trains.service.refresh(
          trainId,
          { kind: 'success', metric: command.id },
          requestOf(caller),
        );
      } else if (command.type === 'close' || command.type === 'cancel') {
        await endTrain(tools, trainId, command, caller);
      } else {
        await trains.service.command(
          trainId,
          await trainCommand(tools, trainId, command, caller),
          requestOf(caller),
        );
      }
      return detail(trainId, caller);
    },
    commandProduct: async ({ params, body: { command } }, caller) => {
      const { trainId, productId } = params;
      await require(caller, orchestratorRunReadPermission, trainId);
      const crew = BY_HAND.has(command.type)
        ? await trains.crew(trainId, productId)
        : undefined;
      if (!crew || !(await isOf(crew, caller))) {
        await require(caller, permissionOf(command.type), trainId);
      }
      if (command.type === 'refresh') {
        await trains.service.refresh(
          trainId,
          subjectOf(command, productId),
          requestOf(caller),
        );
      } else {
        await trains.service.commandProduct(
          trainId,
          productId,
          command.type === 'draftNotes'
            ? {
                type: 'draftNotes',
                by: caller.actor.ref,
                found: await trains.foundNotes(
                  trainId,
                  productId,
                  caller.credentials,
                ),
              }
            : await productCommand(command, caller, crew?.onCall ?? []),
          requestOf(caller),
        );
      }
      return detail(trainId, caller);
    },
    commandGate: async ({ params, body: { command } }, caller) => {
      const { trainId, gateId } = params;
      await require(caller, permissionOf(command.type), trainId);
      if (command.type === 'refresh') {
        await trains.service.refresh(
          trainId,
          subjectOf(command, TRAIN_PART),
          requestOf(caller),
        );
      } else {
        await trains.service.commandGate(
          trainId,
          gateId,
          await gateCommand(command, caller),
          requestOf(caller),
        );
      }
      return detail(trainId, caller);
    },
    getTrainInbox: async (_input, caller) => {
      const now = isoNow(tools.clock);
      const [ownershipRefs, underWay] = await Promise.all([
        caller.ownershipRefs(),
        access
          .visibility(caller)
          .then(visible => trains.queries.underWay(visible)),
      ]);
      const viewer = { ref: caller.actor.ref, ownershipRefs };
      return {
        items: underWay
          .flatMap(parts => trainInbox(parts, viewer, now))
          .sort((a, b) => (a.since < b.since ? -1 : 1)),
      };
    },
    listCalendarFeeds: async (_input, caller) => ({
      items: await trains.feeds.list(caller.actor.ref),
    }),
    createCalendarFeed: async ({ body }, caller) => {
      if (body.trainId !== undefined && body.entityRef !== undefined) {
        throw new InputError(
          'body: found trainId and entityRef, accepted is one of them, or neither',
        );
      }
      if (body.trainId !== undefined) {
        await require(caller, orchestratorRunReadPermission, body.trainId);
      }
      const { token, ...feed } = await trains.feeds.create(body, {
        ref: caller.actor.ref,
        ownershipRefs: await caller.ownershipRefs(),
        reads: await access.readFilter(caller),
      });
      return { ...feed, path: `${CALENDAR_FEED_PATH}/${token}.ics` };
    },
    deleteCalendarFeed: async ({ params }, caller) => {
      await trains.feeds.delete(params.feedId, caller.actor.ref);
      return { deleted: true as const };
    },
    getCalendar: async ({ query }, caller) => {
      const visible = await access.visibility(caller);
      const shown = await trains.calendar.trains(visible, query.from);
      return {
        items: [
          ...calendarEntries(shown, query, trains.operatorWindows),
          ...comingDepartures(shown, query, isoNow(tools.clock)),
        ].sort((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from))),
        conflicts: conflictsBetween(
          await trains.queries.outlines(visible, isoNow(tools.clock)),
          query,
        ),
      };
    },
  };
}

/** @throws InputError where the train has no such segment or product */
async function notesOf(
  { trains }: OperationTools,
  id: string,
  { segment, product }: { segment?: string; product?: string },
): Promise<ProductReleaseNotes[]> {
  const parts = await trains.queries.parts(id);
  const { manifest } = parts.train;
  const known = {
    segment: noteSegments(manifest),
    product: manifest.spec.products.map(one => one.id),
  };
  for (const [name, value] of Object.entries({ segment, product })) {
    const accepted = known[name as keyof typeof known];
    if (value !== undefined && !accepted.includes(value)) {
      throw new InputError(
        `${name}: found ${value}, accepted is one of ${accepted.join(', ')}`,
      );
    }
  }
  return releaseNotes(parts, segment).filter(
    notes => product === undefined || notes.product === product,
  );
}

async function isOf(
  { owners, onCall }: Crew,
  { actor, ownershipRefs }: Caller,
): Promise<boolean> {
  const refs = await ownershipRefs();
  return (
    owners.some(owner => refs.includes(owner)) ||
    onCall.some(({ ref }) => ref === actor.ref)
  );
}

/** Whoever has something to do may say that it is done, and needs to see the train, no more. */
async function isTheirs(
  { trains, access }: OperationTools,
  id: string,
  command: TrainRequest,
  caller: Caller,
): Promise<boolean> {
  if (
    command.type !== 'finishFollowUp' ||
    !(await access.may(caller, orchestratorRunReadPermission, id))
  ) {
    return false;
  }
  const refs = await caller.ownershipRefs();
  const { train } = await trains.queries.parts(id);
  return train.followUps.some(
    followUp => followUp.id === command.id && refs.includes(followUp.owner),
  );
}

/** @throws ConflictError that names the train of a departure only to who may see it */
async function create(
  { trains, access }: OperationTools,
  caller: Caller,
  request: Parameters<OperationTools['trains']['service']['create']>[0],
): Promise<string> {
  try {
    return await trains.service.create(request);
  } catch (error) {
    if (
      error instanceof PlannedAlreadyError &&
      !(await access.may(caller, orchestratorRunReadPermission, error.trainId))
    ) {
      throw new ConflictError(error.reserved);
    }
    throw error;
  }
}

/** A train that ends leaves what is to be done to the next one of its name, where there is one by now. */
async function endTrain(
  { trains, access }: OperationTools,
  id: string,
  request: Extract<TrainRequest, { type: 'close' | 'cancel' }>,
  caller: Caller,
): Promise<void> {
  const { train } = await trains.queries.parts(id);
  const heir = await trains.queries.heirOf(
    train,
    await access.visibility(caller),
  );
  const command = { ...request, by: caller.actor.ref };
  await (heir === undefined
    ? trains.service.command(id, command, requestOf(caller))
    : trains.service.end(id, command, heir, requestOf(caller)));
}

/** What the train before it left to do. */
async function followUpsFor(
  { trains, access }: OperationTools,
  manifest: TrainManifest,
  caller: Caller,
) {
  const { train } = await trains.queries.openFollowUps(
    manifest.metadata.name,
    await access.visibility(caller),
  );
  return train ? carryOver(train) : [];
}

/** What the page of a train has to know of the one who looks. */
function rightsOf(
  { access }: OperationTools,
  id: string,
  caller: Caller,
): Promise<RunRights> {
  return access.rights(caller, TRAIN_PERMISSIONS, id);
}

async function detailOf(
  tools: OperationTools,
  id: string,
  caller: Caller,
  rights: RunRights,
): Promise<TrainDetail> {
  const { trains, clock, eventQueries, turnQueries, expectedTurns } = tools;
  const [{ train, products, gates }, ownershipRefs] = await Promise.all([
    trains.queries.parts(id),
    caller.ownershipRefs(),
  ]);
  const parts = {
    train,
    gates,
    products: await withTurns(turnQueries, id, products),
  };
  const source =
    parts.train.plan.revision === 1 ? await eventQueries.source(id) : undefined;
  const turns = await expectedTurns.ofTrain(id, trainWork(parts));
  const detail = toTrainDetail(
    parts,
    source ?? stringify(parts.train.manifest),
    {
      ref: caller.actor.ref,
      ownershipRefs,
      may: rights.may,
    },
    isoNow(clock),
    ENDED_PHASES.includes(parts.train.phase)
      ? []
      : await conflictsOf(tools, parts.train, rights.visible, id),
    tools.trains.operatorWindows,
  );
  return turns.size === 0
    ? detail
    : { ...detail, turns: Object.fromEntries(turns) };
}
