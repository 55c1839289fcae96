import { parseDuration } from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { TemplatedHttp, type TemplatedHttpOptions } from '../../httpClient';
import type { StepExecutor } from '../StepHandler';
import { stepValues } from './stepValues';

/** Longest that one request may take. */
const LONGEST_MS = 120_000;
/** Other than these, what a server refuses it refuses the next time as well. */
const WORTH_ANOTHER_TRY = [408, 425, 429];
const TOLD_LENGTH = 200;

/**
 * Calls a webhook. Each attempt carries the same `Idempotency-Key`, so that a receiver can tell a repeat.
 *
 * @remarks Success is a status from 200 to 299.
 */
export function webhookStep(options: TemplatedHttpOptions): StepExecutor {
  return async context => {
    const { webhook, timeout } = context.step;
    if (!webhook) {
      throw new Error('Not a webhook');
    }
    const http = new TemplatedHttp({
      ...options,
      field: 'webhook',
      timeoutMs: Math.min(parseDuration(timeout), LONGEST_MS),
    });
    const answer = await http
      .send(webhook, stepValues(context), {
        signal: context.signal,
        headers: { 'idempotency-key': context.workId },
      })
      .catch(error => {
        throw new FailureError(
          {
            class: isRefusal(error.cause) ? 'permanent' : 'transient',
            code: 'webhookFailed',
            message: error.message,
          },
          { cause: error },
        );
      });
    const { status, text, url } = answer;
    if (status < 200 || status > 299) {
      const told = text.trim().slice(0, TOLD_LENGTH);
      throw new FailureError({
        class:
          status >= 500 || WORTH_ANOTHER_TRY.includes(status)
            ? 'transient'
            : 'permanent',
        code: 'webhookFailed',
        message: `${url.host} answers with status ${status}${
          told === '' ? '' : `: ${told}`
        }`,
      });
    }
  };
}

/** What the configuration or the manifest does not allow is not allowed the next time either. */
function isRefusal(cause: unknown): boolean {
  return (
    cause instanceof Error &&
    ['InputError', 'TemplateError'].includes(cause.name)
  );
}
