import type { ProductEvent } from '../events';
import type { ProductState, StepState, WorkflowRun } from '../model';
import { defaultRetryPolicy } from '../pacing';
import { decideProduct, evolveProduct, type ProductCommand } from '.';

const AT = '2030-03-26T09:00:00.000Z';
const WORKFLOW: WorkflowRun = {
  repository: 'https://github.com/acme/shop',
  workflow: 'deploy.yml',
  ref: 'main',
  requestedAt: AT,
};
const RUN = { id: '7', url: 'https://github.com/acme/shop/actions/runs/7' };
const PLACE = { wave: 'all', step: 'deploy', workId: 'work-1' };

/** A product whose first step starts a workflow. */
class Product {
  state: ProductState;
  #ids = 1;

  constructor() {
    const step = (id: string, kind: StepState['kind']) => ({
      id,
      title: id,
      kind,
    });
    this.state = [
      {
        type: 'product.planned',
        data: {
          id: 'shop',
          entityRef: 'component:default/shop',
          title: 'Shop',
          criticality: 'medium',
          release: '1.0.0',
        },
      },
      {
        type: 'activation.started',
        data: {
          wave: 'all',
          round: 1,
          steps: [step('deploy', 'workflow'), step('tell', 'webhook')],
        },
      },
      {
        type: 'step.started',
        data: { wave: 'all', step: 'deploy', workId: 'work-1' },
      },
    ].reduce<ProductState | undefined>(
      (state, event) => this.#fold(state, event as ProductEvent),
      undefined,
    )!;
  }

  #fold(state: ProductState | undefined, event: ProductEvent): ProductState {
    return evolveProduct(state, event, {
      runId: 'train-1',
      version: (state?.version ?? 0) + 1,
      occurredAt: AT,
    });
  }

  /** @returns the types of the events, or the code of the rejection */
  do(command: ProductCommand): string[] | string {
    const { events, rejection } = decideProduct(this.state, command, {
      now: AT,
      random: () => 0.5,
      newId: () => `work-${(this.#ids += 1)}`,
      retry: defaultRetryPolicy,
      segments: [],
      product: {
        activation: [],
        rollback: [
          { id: 'undo', timeout: '15m', flag: { key: 'shop', set: 'off' } },
        ],
        runbooks: [],
      } as never,
    });
    if (!events) {
      return rejection.code;
    }
    events.forEach(event => {
      this.state = this.#fold(this.state, event);
    });
    return events.map(({ type }) => type);
  }

  report(
    report: Extract<ProductCommand, { type: 'reportWorkflow' }>['report'],
    place = PLACE,
  ) {
    return this.do({ type: 'reportWorkflow', ...place, report });
  }

  fail(kind: 'permanent' | 'transient') {
    return this.do({
      type: 'completeStep',
      ...PLACE,
      outcome: {
        type: 'failed',
        failure: { class: kind, code: 'x', message: 'No' },
      },
    });
  }

  get activation() {
    return this.state.activations[0];
  }
}

const requested = { kind: 'requested' as const, workflow: WORKFLOW };

describe('a step that starts a workflow', () => {
  it('is requested once, and again only after the code host has refused it', () => {
    const product = new Product();
    expect(product.report(requested)).toEqual(['step.workflowRequested']);
    expect(product.report(requested)).toBe('conflict');
    // A retry after no answer is no new start.
    expect(product.fail('transient')).toEqual(['step.attemptFailed']);
    expect(product.report(requested)).toBe('conflict');
    expect(product.report({ kind: 'refused' })).toEqual([
      'step.workflowRefused',
    ]);
    expect(product.report(requested)).toEqual(['step.workflowRequested']);
    expect(product.report({ kind: 'started', run: RUN })).toEqual([
      'step.workflowStarted',
    ]);
    expect(product.report({ kind: 'refused' })).toBe('conflict');
    expect(product.report({ kind: 'ended', conclusion: 'success' })).toEqual([
      'step.workflowEnded',
    ]);
    expect(product.activation.steps[0].workflow).toEqual({
      ...WORKFLOW,
      run: RUN,
      conclusion: 'success',
    });
  });

  it('hears nothing of a start that was not requested, nor of another piece of work', () => {
    const product = new Product();
    expect(product.report({ kind: 'started', run: RUN })).toBe('conflict');
    expect(product.report(requested, { ...PLACE, workId: 'old' })).toBe(
      'stale',
    );
    expect(product.report(requested, { ...PLACE, step: 'tell' })).toBe('stale');
    expect(product.report(requested, { ...PLACE, wave: 'other' })).toBe(
      'stale',
    );
  });

  it('that fails for good has its workflow ended, unless that has ended', () => {
    const running = new Product();
    running.report(requested);
    expect(running.fail('permanent')).toEqual([
      'step.failed',
      'activation.finished',
      'step.workflowGivenUp',
    ]);
    expect(running.activation.cancels).toEqual([
      { step: 'deploy', workId: 'work-2', workflow: WORKFLOW },
    ]);
    const ended = new Product();
    ended.report(requested);
    ended.report({ kind: 'ended', conclusion: 'failure' });
    expect(ended.fail('permanent')).toEqual([
      'step.failed',
      'activation.finished',
    ]);
  });

  it('that a rollback gives up has its workflow ended, which outlives its activation', () => {
    const product = new Product();
    product.report(requested);
    product.report({ kind: 'started', run: RUN });
    expect(
      product.do({ type: 'rollBack', wave: 'all', reason: 'Errors' }),
    ).toEqual([
      'step.workflowGivenUp',
      'activation.rollbackStarted',
      'step.started',
    ]);
    const [cancel] = product.activation.cancels ?? [];
    expect(cancel).toMatchObject({ step: 'deploy', workflow: { run: RUN } });
    const report = (workId: string) =>
      product.do({
        type: 'reportCancel',
        wave: 'all',
        workId,
        outcome: 'cancelled',
      });
    expect(report('other')).toBe('stale');
    expect(report(cancel.workId)).toEqual(['step.workflowCancelled']);
    expect(report(cancel.workId)).toBe('stale');
    expect(product.activation.cancels).toMatchObject([
      { outcome: 'cancelled' },
    ]);
  });

  it('that a person tries again starts anew', () => {
    const product = new Product();
    product.report(requested);
    product.fail('permanent');
    expect(
      product.do({ type: 'retryStep', wave: 'all', by: 'user:default/ana' }),
    ).toEqual(['step.retried', 'step.started']);
    const { workflow, workId } = product.activation.steps[0];
    expect(workflow).toBeUndefined();
    expect(
      product.report(requested, { ...PLACE, workId: workId ?? '' }),
    ).toEqual(['step.workflowRequested']);
  });
});
