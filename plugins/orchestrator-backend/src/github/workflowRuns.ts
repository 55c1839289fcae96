import { z } from 'zod/v4';
import { checkRef } from './checkRef';
import { readAs, type GithubApi } from './GithubApi';
import { GithubFailure } from './GithubFailure';
import type { GithubRepository } from './repositories';

/** The clocks of two machines differ by less. */
const SKEW_MS = 5 * 60_000;
const UNPROCESSABLE = 422;
const CONFLICT = 409;

const startedSchema = z.object({
  workflow_run_id: z.number(),
  html_url: z.string(),
});

const runSchema = z.object({
  id: z.number(),
  name: z.string().nullish(),
  display_title: z.string().nullish(),
  status: z.string().nullish(),
  conclusion: z.string().nullish(),
  html_url: z.string(),
});

const runsSchema = z.object({ workflow_runs: z.array(runSchema) });

/** A run of a workflow, as a person finds it. */
export interface FoundRun {
  id: string;
  url: string;
}

/** What a workflow is started with. */
export interface WorkflowStart {
  /** Its file, or its number. */
  workflow: string;
  /** Branch or tag. */
  ref: string;
  inputs: Record<string, string>;
}

/** How a workflow is started at one GitHub. */
export interface WorkflowSender {
  api: GithubApi;
  /** Sends a request when it may be sent: each one counts. */
  send<T>(request: () => Promise<T>): Promise<T>;
  /** Addresses of GitHubs that were found to refuse fields that they don't know: they are asked without the next time. */
  older: Set<string>;
}

/**
 * Starts a workflow, once.
 *
 * @returns its run, where this GitHub says which one it is
 * @throws InputError for what is no ref; GithubFailure, which says whether it may have been started all the same
 */
export async function startWorkflow(
  { api, send, older }: WorkflowSender,
  repository: GithubRepository,
  { workflow, ref, inputs }: WorkflowStart,
  signal: AbortSignal,
): Promise<FoundRun | undefined> {
  const start = (more: object) =>
    send(() =>
      api.send(repository, {
        method: 'POST',
        path: ['actions', 'workflows', workflow, 'dispatches'],
        body: { ref: checkRef(ref), inputs, ...more },
        signal,
      }),
    );
  const startAsked = () =>
    start({ return_run_details: true }).catch(error => {
      // Older ones refuse a field that they don't know, and have done nothing then.
      if (
        error instanceof GithubFailure &&
        error.status === UNPROCESSABLE &&
        error.failure.message.includes('return_run_details')
      ) {
        older.add(repository.host);
        return start({});
      }
      throw error;
    });
  const answer = await (older.has(repository.host) ? start({}) : startAsked());
  const told = startedSchema.safeParse(answer.body);
  return told.success
    ? { id: `${told.data.workflow_run_id}`, url: told.data.html_url }
    : undefined;
}

/**
 * The run of a workflow that has a text in its title.
 *
 * @param since - when the start was sent, ISO 8601
 */
export async function findRun(
  api: GithubApi,
  repository: GithubRepository,
  wanted: { workflow: string; correlation: string; since: string },
  signal: AbortSignal,
): Promise<FoundRun | undefined> {
  const from = new Date(Date.parse(wanted.since) - SKEW_MS).toISOString();
  const pages = await api.pages(repository, {
    path: ['actions', 'workflows', wanted.workflow, 'runs'],
    query: { event: 'workflow_dispatch', created: `>=${from}` },
    schema: runsSchema,
    signal,
  });
  const found = pages
    .flatMap(page => page.workflow_runs)
    .find(run =>
      [run.display_title, run.name].some(title =>
        title?.includes(wanted.correlation),
      ),
    );
  return found && { id: `${found.id}`, url: found.html_url };
}

/** How a run ended; undefined as long as it goes on. */
export async function conclusionOf(
  api: GithubApi,
  repository: GithubRepository,
  id: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const answer = await api.send(repository, {
    path: ['actions', 'runs', id],
    signal,
  });
  const { status, conclusion } = readAs(runSchema, answer, repository);
  return status === 'completed' ? conclusion ?? 'unknown' : undefined;
}

/** Ends a run. @returns whether it had ended by itself before */
export async function cancelRun(
  api: GithubApi,
  repository: GithubRepository,
  id: string,
  signal: AbortSignal,
): Promise<'cancelled' | 'ended'> {
  try {
    await api.send(repository, {
      method: 'POST',
      path: ['actions', 'runs', id, 'cancel'],
      signal,
    });
    return 'cancelled';
  } catch (error) {
    if (error instanceof GithubFailure && error.status === CONFLICT) {
      return 'ended';
    }
    throw error;
  }
}
