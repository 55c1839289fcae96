import type { EventEnvelope } from '@backstage-orchestrator/plugin-orchestrator-common';
import { plannedState, PRODUCTS, trainManifest } from './testing/trainManifest';
import { trainNotices } from './trainNotices';

const AT = '2030-03-19T09:00:00.000Z';
const ANA = 'user:default/ana';
const OWNER = 'group:default/commerce';
const teams = PRODUCTS.map(id => `group:default/team-${id}`);

function train(more: Parameters<typeof trainManifest>[0] = {}) {
  return plannedState(
    trainManifest({
      milestones: [
        { id: 'freeze', title: 'Code freeze', at: 'D-3', deadline: true },
        { id: 'party', title: 'Party', at: 'D+1' },
      ],
      communications: [
        {
          id: 'hello',
          persona: 'customers',
          moment: 'before',
          milestone: 'party',
          channels: [{ kind: 'email', to: ['all@example.com'] }],
          subject: 'S',
          body: 'B',
          approvers: ['group:default/press'],
        },
      ],
      ...more,
    }),
    AT,
  );
}

function told(type: string, data: object, stream = 'run/spring-1') {
  return trainNotices(train(), [
    { stream, type, data } as unknown as EventEnvelope,
  ]);
}

describe('what people are told of a train', () => {
  it.each([
    [
      'milestone.announced',
      { id: 'freeze', at: AT },
      [OWNER, ANA, ...teams],
      'Code freeze is at 2030-03-19 09:00 UTC: spring',
      'high',
    ],
    [
      'milestone.announced',
      { id: 'party', at: AT },
      [OWNER, ANA, ...teams],
      'Party is at 2030-03-19 09:00 UTC: spring',
      'normal',
    ],
    [
      'passenger.late',
      { product: 'shop', milestone: 'freeze' },
      [teams[2], OWNER],
      'shop is late for freeze: spring',
      'high',
    ],
    [
      'train.revised',
      { unapproved: ['hello'] },
      [OWNER, ANA, 'group:default/press'],
      'hello has to be approved again: spring',
      'high',
    ],
    [
      'train.departed',
      {},
      [OWNER, ANA, ...teams],
      'Departed: spring',
      'normal',
    ],
    [
      'wave.verdictAsked',
      { id: 'pilot', reason: 'Nothing was measured' },
      [OWNER, ANA],
      'A wave waits for your word: spring',
      'critical',
    ],
    [
      'incident.opened',
      { id: 'i', title: 'Smoke', severity: 'sev1', products: ['vault'] },
      [OWNER, ANA, teams[0]],
      'sev1: Smoke',
      'critical',
    ],
    [
      'rollback.started',
      { reason: 'Errors', layers: [['shop'], ['payments']] },
      [OWNER, ANA, teams[1], teams[2]],
      'Rolling back: spring',
      'critical',
    ],
    [
      'communication.failed',
      { id: 'hello', message: 'No route' },
      [OWNER, ANA],
      'hello did not go out: spring',
      'high',
    ],
    ['train.closed', {}, [OWNER, ANA, ...teams], 'Closed: spring', 'normal'],
  ])('%s %j', (type, data, recipients, title, severity) => {
    const [notice, ...more] = told(type, data);
    expect(more).toEqual([]);
    expect(notice).toMatchObject({ title, severity });
    expect([...notice.recipients].sort()).toEqual([...recipients].sort());
    expect(notice.link).toMatch(/^\/orchestrator\/trains\/spring-1\//);
  });

  it('tells of gates those who sign, and those whose signature is stale', () => {
    const stream = 'gate/spring-1/go';
    expect(told('gate.opened', {}, stream)[0].recipients).toContain(
      'user:default/ben',
    );
    expect(
      told('gate.evidenceChanged', { stale: ['user:default/ben'] }, stream),
    ).toMatchObject([
      {
        recipients: ['user:default/ben'],
        title: 'Your sign-off is stale: Go or no-go',
      },
    ]);
    expect(told('gate.evidenceChanged', { stale: [] }, stream)).toEqual([]);
    expect(
      told('gate.reopened', { reason: 'The plan was revised' }, stream),
    ).toMatchObject([{ description: 'The plan was revised' }]);
    expect(
      told('gate.decided', { outcome: 'noGo', reason: 'Not yet' }, stream),
    ).toMatchObject([{ title: 'NO-GO: Go or no-go, spring' }]);
  });

  it('calls whose runbook it is and who is on call where help is needed, and not who asks', () => {
    const ticked = (result: string, owner?: string) =>
      trainNotices(
        train({
          products: [
            {
              id: 'shop',
              entity: 'component:default/shop',
              version: '1.0.0',
              criticality: 'medium',
              runbooks: [
                {
                  id: 'by-hand',
                  title: 'By hand',
                  ...(owner && { owner }),
                  steps: [{ id: 'one', title: 'Start it' }],
                },
              ],
              activation: [{ id: 'switch', manual: { runbook: 'by-hand' } }],
              rollback: [{ id: 'off', flag: { key: 'shop', set: 'off' } }],
            },
          ],
          dependencies: [],
        }),
        [
          {
            stream: 'product/spring-1/shop',
            type: 'runbook.ticked',
            data: {
              wave: 'pilot',
              step: 'switch',
              tick: {
                step: 'one',
                result,
                by: ANA,
                note: 'It is dark',
                onCall: ['user:default/ben', ANA, 'Night shift'],
              },
            },
          } as unknown as EventEnvelope,
        ],
      );
    expect(ticked('helpNeeded', 'group:default/dba')).toMatchObject([
      {
        recipients: ['group:default/dba', 'user:default/ben'],
        title: 'Help is needed at Start it of shop',
        description: 'It is dark · spring',
        severity: 'critical',
        link: '/orchestrator/trains/spring-1/runbook/pilot/shop',
      },
    ]);
    expect(ticked('helpNeeded')[0].recipients).toEqual([
      teams[2],
      'user:default/ben',
    ]);
    expect(ticked('done')).toEqual([]);
  });

  it('tells who owns a product of a step by hand, and nobody of one for a worker', () => {
    const stream = 'product/spring-1/shop';
    expect(
      told('step.started', { wave: 'pilot', step: 'look' }, stream),
    ).toMatchObject([
      {
        recipients: [teams[2]],
        link: '/orchestrator/trains/spring-1/runbook/pilot/shop',
      },
    ]);
    expect(
      told('step.started', { wave: 'p', step: 's', workId: 'w' }, stream),
    ).toEqual([]);
  });

  it('tells who owns a product that nobody knows of a workflow whether it runs', () => {
    const cancelled = (outcome: string) =>
      told(
        'step.workflowCancelled',
        { wave: 'pilot', step: 'deploy', workId: 'w', outcome },
        'product/spring-1/shop',
      );
    expect(cancelled('unknown')).toMatchObject([
      {
        recipients: [teams[2]],
        title: 'Nobody knows whether the workflow of deploy of shop still runs',
      },
    ]);
    expect(cancelled('cancelled')).toEqual([]);
  });

  it('tells nobody of what is between', () => {
    expect(told('train.gated', {})).toEqual([]);
    expect(told('gate.signed', {}, 'gate/spring-1/go')).toEqual([]);
    expect(told('step.finished', {}, 'product/spring-1/shop')).toEqual([]);
  });

  it('replaces an older notice about the same, and no other', () => {
    const [one] = told('passenger.late', { product: 'shop', milestone: 'm' });
    const [other] = told('passenger.late', {
      product: 'vault',
      milestone: 'm',
    });
    expect(one.scope).not.toBe(other.scope);
  });
});
