import type { ServerResponse } from 'node:http';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import {
  serveHttp,
  TestClock,
  type HttpTestServer,
  type ReceivedRequest,
} from '../../testing';
import { GithubApi } from '../GithubApi';
import type { GithubRepository } from '../repositories';

export const HOST = 'github.example.test';
export const TOKEN = 'ghs_aTokenThatNobodyMayEverSee000';
export const REPOSITORY: GithubRepository = {
  host: HOST,
  owner: 'acme',
  name: 'shop',
};
export const SHA = 'c0ffee'.padEnd(40, '0');

const PREFIX = '/api/v3/repos/acme/shop/';
const NOT_FOUND = { status: 404, body: { message: 'Not Found' } };

/** A check run, as far as tests say what it is. */
export interface CheckRunSeed {
  id: number;
  name: string;
  status?: string;
  conclusion?: string | null;
  app?: string;
}

interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A run of a workflow. */
export interface WorkflowRunSeed {
  id: number;
  display_title: string;
  status: string;
  conclusion: string | null;
  created_at: string;
}

/**
 * A GitHub Enterprise Server on this machine, as its published description has it: paths, headers, pages by Link,
 * limits, what it refuses. A request that GitHub would not take is a 400 here, and in `complaints`.
 */
export class GithubServer {
  readonly clock: TestClock;
  readonly refs = new Map([['main', SHA]]);
  checkRuns: CheckRunSeed[] = [];
  statuses: { context: string; state: string; target_url?: string }[] = [];
  readonly workflows = new Map<
    string,
    { inputs: string[]; titleFrom?: string }
  >();
  runs: WorkflowRunSeed[] = [];
  readonly cancelled: number[] = [];
  readonly dispatches: {
    ref: string;
    inputs: Record<string, string>;
  }[] = [];
  /** What it makes of `return_run_details`: since 2026, before, and where it refuses fields that it doesn't know. */
  runDetails: 'told' | 'ignored' | 'refused' = 'told';
  readonly complaints: string[] = [];
  pageSize = 100;
  #server!: HttpTestServer;
  #next: ((request: ReceivedRequest, response: ServerResponse) => unknown)[] =
    [];
  #sleep?: { until: string; reason: string };

  private constructor(clock: TestClock) {
    this.clock = clock;
  }

  static async start(
    clock: TestClock = new TestClock('2030-03-26T09:00:00.000Z'),
  ): Promise<GithubServer> {
    const server = new GithubServer(clock);
    server.#server = await serveHttp((request, response) =>
      server.#handle(request, response),
    );
    return server;
  }

  /** @throws Error where something was asked that GitHub would not have taken */
  async close(): Promise<void> {
    await this.#server.close();
    if (this.complaints.length > 0) {
      throw new Error(this.complaints.join('; '));
    }
  }

  get requests(): ReceivedRequest[] {
    return this.#server.requests;
  }

  get apiBaseUrl(): string {
    return `${this.#server.origin}/api/v3`;
  }

  get integrations(): ScmIntegrations {
    return ScmIntegrations.fromConfig(
      new ConfigReader({
        integrations: {
          github: [{ host: HOST, apiBaseUrl: this.apiBaseUrl, token: TOKEN }],
        },
      }),
    );
  }

  /** Our client, with a memory of who sleeps. */
  api(): GithubApi {
    return new GithubApi({
      integrations: this.integrations,
      clock: this.clock,
      sleeping: {
        of: async () =>
          this.#sleep && this.#sleep.until > this.clock.now().toISOString()
            ? this.#sleep
            : undefined,
        putToSleep: async (_host, until, reason) => {
          this.#sleep = {
            until:
              until ??
              new Date(this.clock.now().getTime() + 60_000).toISOString(),
            reason,
          };
          return this.#sleep;
        },
      },
    });
  }

  /** The next request gets this. */
  answerNext(answer: Answer): void {
    this.#next.push((_request, response) => {
      Object.entries(answer.headers ?? {}).forEach(([name, value]) =>
        response.setHeader(name, value),
      );
      response.statusCode = answer.status;
      response.end(JSON.stringify(answer.body ?? {}));
    });
  }

  /** The next request is carried out, and its answer is lost on the way. */
  loseNextAnswer(): void {
    this.#next.push((request, response) => {
      this.#answer(request);
      response.destroy();
    });
  }

  /** The next request is cut off before anything is done. */
  cutNext(): void {
    this.#next.push((_request, response) => {
      response.destroy();
    });
  }

  #handle(request: ReceivedRequest, response: ServerResponse): unknown {
    const complaint = complaintAbout(request);
    if (complaint !== undefined) {
      this.complaints.push(complaint);
      response.statusCode = 400;
      return { message: complaint };
    }
    const next = this.#next.shift();
    if (next) {
      return next(request, response);
    }
    const { status, body, headers = {} } = this.#answer(request);
    Object.entries(headers).forEach(([name, value]) =>
      response.setHeader(name, value),
    );
    response.statusCode = status;
    response.end(body === undefined ? undefined : JSON.stringify(body));
    return undefined;
  }

  #answer(request: ReceivedRequest): Answer {
    const { method, url } = request;
    if (!url.pathname.startsWith(PREFIX)) {
      return NOT_FOUND;
    }
    const [kind, id, what, more] = url.pathname
      .slice(PREFIX.length)
      .split('/')
      .map(decodeURIComponent);
    if (method === 'GET' && kind === 'commits') {
      return this.#commit(url, id, what);
    }
    if (kind === 'actions' && id === 'workflows') {
      return this.#workflow(request, what, more);
    }
    if (kind === 'actions' && id === 'runs') {
      return this.#run(method, Number(what), more);
    }
    return NOT_FOUND;
  }

  #commit(url: URL, ref: string, what: string): Answer {
    const sha = this.refs.get(ref) ?? (ref === SHA ? SHA : undefined);
    if (sha === undefined) {
      return {
        status: 422,
        body: { message: `No commit found for SHA: ${ref}` },
      };
    }
    if (what === 'status') {
      return this.#page(url, this.statuses, statuses => ({
        state: 'pending',
        sha,
        total_count: this.statuses.length,
        statuses,
      }));
    }
    return this.#page(url, this.checkRuns, runs => ({
      total_count: this.checkRuns.length,
      check_runs: runs.map(
        ({ id, name, status = 'completed', conclusion = null, app }) => ({
          id,
          name,
          head_sha: sha,
          status,
          conclusion,
          html_url: `https://${HOST}/acme/shop/runs/${id}`,
          app: { slug: app ?? 'github-actions' },
          output: { text: 'What it wrote' },
        }),
      ),
    }));
  }

  #workflow(
    { method, url, body }: ReceivedRequest,
    file: string,
    what: string,
  ): Answer {
    const workflow = this.workflows.get(file);
    if (!workflow) {
      return NOT_FOUND;
    }
    if (method === 'GET' && what === 'runs') {
      const from = url.searchParams.get('created')?.slice('>='.length) ?? '';
      return this.#page(
        url,
        this.runs.filter(run => run.created_at >= from),
        runs => ({
          total_count: this.runs.length,
          workflow_runs: runs.map(run => this.#shown(run)),
        }),
      );
    }
    return method === 'POST' && what === 'dispatches'
      ? this.#dispatch(workflow, JSON.parse(body))
      : NOT_FOUND;
  }

  #dispatch(
    workflow: { inputs: string[]; titleFrom?: string },
    {
      ref,
      inputs = {},
      return_run_details: details,
    }: {
      ref: string;
      inputs?: Record<string, string>;
      return_run_details?: boolean;
    },
  ): Answer {
    if (details && this.runDetails === 'refused') {
      return invalid(
        'Invalid request.\n\n"return_run_details" is not a permitted key.',
      );
    }
    const unexpected = Object.keys(inputs).filter(
      name => !workflow.inputs.includes(name),
    );
    if (unexpected.length > 0) {
      return invalid(`Unexpected inputs provided: ${unexpected}`);
    }
    if (!this.refs.has(ref)) {
      return invalid(`No ref found for: ${ref}`);
    }
    this.dispatches.push({ ref, inputs });
    const id = 1000 + this.dispatches.length;
    this.runs.push({
      id,
      display_title: `Deploy ${inputs[workflow.titleFrom ?? ''] ?? ''}`,
      status: 'queued',
      conclusion: null,
      created_at: this.clock.now().toISOString(),
    });
    return details && this.runDetails === 'told'
      ? {
          status: 200,
          body: {
            workflow_run_id: id,
            run_url: `${this.apiBaseUrl}/repos/acme/shop/actions/runs/${id}`,
            html_url: `https://${HOST}/acme/shop/actions/runs/${id}`,
          },
        }
      : { status: 204 };
  }

  #run(method: string, id: number, what: string | undefined): Answer {
    const run = this.runs.find(one => one.id === id);
    if (!run) {
      return NOT_FOUND;
    }
    if (method === 'POST' && what === 'cancel') {
      if (run.status === 'completed') {
        return {
          status: 409,
          body: { message: 'Cannot cancel a workflow run that is completed.' },
        };
      }
      this.cancelled.push(id);
      return { status: 202, body: {} };
    }
    return { status: 200, body: this.#shown(run) };
  }

  #shown(run: WorkflowRunSeed) {
    return {
      ...run,
      name: 'Deploy',
      event: 'workflow_dispatch',
      html_url: `https://${HOST}/acme/shop/actions/runs/${run.id}`,
    };
  }

  #page<T>(url: URL, all: T[], shape: (items: T[]) => object): Answer {
    const size = Math.min(
      this.pageSize,
      Number(url.searchParams.get('per_page') ?? 30),
    );
    const page = Number(url.searchParams.get('page') ?? 1);
    const next = new URL(url);
    next.searchParams.set('page', `${page + 1}`);
    return {
      status: 200,
      body: shape(all.slice((page - 1) * size, page * size)),
      headers:
        page * size < all.length
          ? { link: `<${next}>; rel="next", <${next}>; rel="last"` }
          : {},
    };
  }
}

function invalid(message: string): Answer {
  return { status: 422, body: { message } };
}

function complaintAbout({
  method,
  headers,
  body,
}: ReceivedRequest): string | undefined {
  const wanted: [string, string | undefined, string][] = [
    ['accept', headers.accept, 'application/vnd.github+json'],
    [
      'x-github-api-version',
      headers['x-github-api-version']?.toString(),
      '2022-11-28',
    ],
    ['authorization', headers.authorization, `Bearer ${TOKEN}`],
  ];
  const wrong = wanted.find(([, found, right]) => found !== right);
  if (wrong) {
    return `${wrong[0]} is ${wrong[1]}`;
  }
  if (!headers['user-agent']) {
    return 'Request forbidden by administrative rules: no User-Agent';
  }
  return method === 'POST' &&
    body !== '' &&
    headers['content-type'] !== 'application/json'
    ? 'Problems parsing JSON'
    : undefined;
}
