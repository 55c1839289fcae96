import { z } from 'zod/v4';
import type {
  PolicyAnswer,
  PolicyEngine,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { JsonObject } from '@backstage/types';
import {
  addressBelow,
  exchange,
  readJson,
  type ExchangeAnswer,
} from '../httpClient';

/** An Open Policy Agent. */
export interface OpaServer {
  url: string;
  token?: string;
  timeoutMs: number;
}

const verdictSchema = z.union([
  z.boolean().transform(allow => ({ allow, reasons: [] })),
  z.object({ allow: z.boolean(), reasons: z.array(z.string()).default([]) }),
]);
const answerSchema = z.object({
  result: z.unknown().optional(),
  decision_id: z.string().optional(),
});
const errorSchema = z.object({ code: z.string(), message: z.string() });

/**
 * Asks rules of an Open Policy Agent over its Data API, `POST /v1/data/<path>` with the input.
 *
 * @remarks A rule answers true or false, or `{ allow, reasons }`. One that is undefined for the input has no opinion.
 */
export class OpaEngine implements PolicyEngine {
  readonly #server: OpaServer;

  constructor(server: OpaServer) {
    this.#server = server;
  }

  /** @throws Error with a sentence, where there is no answer or none that can be read */
  async evaluate(
    path: string,
    input: JsonObject,
    { signal }: { signal: AbortSignal },
  ): Promise<PolicyAnswer> {
    const { token, timeoutMs } = this.#server;
    const url = addressBelow(
      this.#server.url,
      `v1/data/${path.split('/').map(encodeURIComponent).join('/')}`,
    );
    const answer = await exchange({
      url,
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ input }),
      signal,
      timeoutMs,
    });
    const { result, decision_id: decision } = readAnswer(answer, path);
    const evidence = [
      {
        title: `Policy ${path}${
          decision === undefined ? '' : `, decision ${decision}`
        }`,
        url: url.toString(),
      },
    ];
    if (result === undefined) {
      return { allow: undefined, reasons: [], evidence };
    }
    const verdict = verdictSchema.safeParse(result);
    if (!verdict.success) {
      throw new Error(
        `The policy ${path} answers neither true, false nor { allow, reasons }`,
      );
    }
    return { ...verdict.data, evidence };
  }
}

function readAnswer({ status, text }: ExchangeAnswer, path: string) {
  const body = readJson(text);
  if (status !== 200) {
    const error = errorSchema.safeParse(body);
    throw new Error(
      `Open Policy Agent answers with status ${status} to the policy ${path}${
        error.success ? `: ${error.data.message} (${error.data.code})` : ''
      }`,
    );
  }
  const answer = answerSchema.safeParse(body);
  if (!answer.success) {
    throw new Error(
      'Open Policy Agent answers something that is not of its Data API; is orchestrator.policies.opa.url right?',
    );
  }
  return answer.data;
}
