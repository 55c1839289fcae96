import { LONGEST_TRIAL_MS, tryKillSwitch } from './tryKillSwitch';

function trial(seenAfterMs: number) {
  let clock = 1_000;
  let killedAt: number | undefined;
  const calls: string[] = [];
  return {
    calls,
    kill: async () => {
      calls.push('kill');
      killedAt = clock;
    },
    seesKill: async () => {
      clock += 10;
      return killedAt !== undefined && clock - killedAt >= seenAfterMs;
    },
    revive: async () => {
      calls.push('revive');
    },
    record: async (ms: number) => {
      calls.push(`record ${ms}`);
    },
    now: () => clock,
    sleep: async (ms: number) => {
      clock += ms;
    },
  };
}

it('measures how long a client takes, revives the flag, then records it', async () => {
  const given = trial(200);
  expect(await tryKillSwitch(given)).toBe(250);
  expect(given.calls).toEqual(['kill', 'revive', 'record 250']);
});

it('revives the flag and records nothing where no client sees the kill', async () => {
  const given = trial(LONGEST_TRIAL_MS * 2);
  await expect(tryKillSwitch(given)).rejects.toThrow(/within 30 s/);
  expect(given.calls).toEqual(['kill', 'revive']);
});
