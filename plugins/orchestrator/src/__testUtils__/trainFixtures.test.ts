import { departing, gateOpen, halted, readyToDepart, withRunbook } from '.';

describe('trains of the tests', () => {
  it('live through what the pages show', () => {
    expect(gateOpen().detail().board[0]).toMatchObject({
      status: 'open',
      complete: false,
    });
    expect(readyToDepart().detail()).toMatchObject({
      phase: 'gated',
      obstacles: [],
    });
    expect(departing().detail().waves[0].status).toBe('activating');
    expect(halted().detail()).toMatchObject({ openIncidents: 1 });
    expect(
      withRunbook().products.get('payments')!.activations[0].steps[0],
    ).toMatchObject({ status: 'running', kind: 'manual' });
  });
});
