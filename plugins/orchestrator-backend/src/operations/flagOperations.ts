import {
  flagStanding,
  orchestratorFlagKillPermission,
  orchestratorFlagManagePermission,
  orchestratorFlagReadPermission,
  type FlagCommand,
  type FlagDetail,
  type FlagState,
  type FlagSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow } from '../clock';
import { statusOf } from '../flags';
import type { Caller } from '../http/caller';
import type { OperationHandlers } from '../http/handlers';
import { requestOf, type OperationTools } from './OperationTools';

/** Events that come with a flag; the rest is asked for page by page. */
const HISTORY_SHOWN = 50;

type FlagOperation =
  | 'listFlags'
  | 'getFlag'
  | 'listFlagEvents'
  | 'putFlag'
  | 'scheduleFlag'
  | 'killFlag'
  | 'reviveFlag'
  | 'recordFlagTrial'
  | 'archiveFlag';

/** Reading and changing the flags of the own store. */
export function flagOperations(
  tools: Pick<OperationTools, 'access' | 'clock' | 'flags'>,
): Pick<OperationHandlers, FlagOperation> {
  const { access, flags } = tools;
  const command = async (
    key: string,
    asked: FlagCommand,
    caller: Caller,
    permission: typeof orchestratorFlagManagePermission,
  ): Promise<FlagDetail> => {
    await access.requireBasic(caller, permission);
    await flags.store.command(key, asked, requestOf(caller));
    return detailOf(tools, key);
  };
  return {
    listFlags: async ({ query: { cursor, limit, ...filter } }, caller) => {
      await access.requireBasic(caller, orchestratorFlagReadPermission);
      const page = await flags.store.list(filter, { cursor, limit });
      const now = isoNow(tools.clock);
      return { ...page, items: page.items.map(flag => summaryOf(flag, now)) };
    },
    getFlag: async ({ params: { flagKey } }, caller) => {
      await access.requireBasic(caller, orchestratorFlagReadPermission);
      return detailOf(tools, flagKey);
    },
    listFlagEvents: async ({ params: { flagKey }, query }, caller) => {
      await access.requireBasic(caller, orchestratorFlagReadPermission);
      await flags.store.get(flagKey);
      return flags.store.events(flagKey, query);
    },
    putFlag: ({ params: { flagKey }, body }, caller) => {
      const { expectedVersion, ...definition } = body;
      const by = caller.actor.ref;
      return command(
        flagKey,
        expectedVersion === 0
          ? { type: 'create', key: flagKey, definition, by }
          : { type: 'update', definition, expectedVersion, by },
        caller,
        orchestratorFlagManagePermission,
      );
    },
    scheduleFlag: ({ params: { flagKey }, body: { schedules } }, caller) =>
      command(
        flagKey,
        { type: 'schedule', schedules, by: caller.actor.ref },
        caller,
        orchestratorFlagManagePermission,
      ),
    killFlag: ({ params: { flagKey }, body: { reason } }, caller) =>
      command(
        flagKey,
        { type: 'kill', reason, by: caller.actor.ref },
        caller,
        orchestratorFlagKillPermission,
      ),
    reviveFlag: ({ params: { flagKey }, body: { reason } }, caller) =>
      command(
        flagKey,
        { type: 'revive', reason, by: caller.actor.ref },
        caller,
        orchestratorFlagKillPermission,
      ),
    recordFlagTrial: ({ params: { flagKey }, body }, caller) =>
      command(
        flagKey,
        { type: 'recordTrial', by: caller.actor.ref, ...body },
        caller,
        orchestratorFlagKillPermission,
      ),
    archiveFlag: ({ params: { flagKey }, body: { reason } }, caller) =>
      command(
        flagKey,
        { type: 'archive', reason, by: caller.actor.ref },
        caller,
        orchestratorFlagManagePermission,
      ),
  };
}

async function detailOf(
  { flags, clock }: Pick<OperationTools, 'clock' | 'flags'>,
  key: string,
): Promise<FlagDetail> {
  const flag = await flags.store.get(key);
  const { items } = await flags.store.events(key, { limit: HISTORY_SHOWN });
  const { description, variants, schedules, enabled } = flag;
  return {
    ...summaryOf(flag, isoNow(clock)),
    description,
    variants,
    schedules,
    enabled,
    rules: flag.rules,
    history: items,
  };
}

function summaryOf(flag: FlagState, now: string): FlagSummary {
  const { key, title, type, version, defaultVariant, killed, archived } = flag;
  return {
    key,
    ...(title !== undefined && { title }),
    ...(flag.entity !== undefined && { entity: flag.entity }),
    type,
    status: statusOf(flag),
    version,
    defaultVariant,
    standing: flagStanding(flag, now),
    ...(killed && { killed }),
    ...(archived && { archived }),
    ...(flag.tried && { tried: flag.tried }),
    createdAt: flag.createdAt,
    createdBy: flag.createdBy,
    updatedAt: flag.updatedAt,
    rules: flag.rules.length,
  };
}
