import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { InputError, toError } from '@backstage/errors';

const KEY = 'search.collators.orchestrator.schedule';

/** The first one waits until the orchestrator is likely to answer, where both start in one process. */
const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { minutes: 10 },
  timeout: { minutes: 15 },
  initialDelay: { seconds: 10 },
};

/**
 * When the index is made anew.
 *
 * @throws InputError where the setting is no schedule
 */
export function readSchedule(
  config: Config,
): SchedulerServiceTaskScheduleDefinition {
  const schedule = config.getOptionalConfig(KEY);
  if (schedule === undefined) {
    return DEFAULT_SCHEDULE;
  }
  try {
    return readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule);
  } catch (error) {
    throw new InputError(
      `${KEY}: found ${JSON.stringify(
        schedule.get(),
      )}; accepted is a schedule with frequency and timeout (${
        toError(error).message
      })`,
    );
  }
}
