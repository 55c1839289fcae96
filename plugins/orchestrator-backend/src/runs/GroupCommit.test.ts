import { GroupCommit } from './GroupCommit';

/** Lets what is ready happen. */
async function turns() {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise(resolve => setImmediate(resolve));
  }
}

/** Commits that end when they are told to. */
function controlled(
  refuse: (items: string[]) => (Error | undefined)[] = items =>
    items.map(() => undefined),
) {
  const groups: string[][] = [];
  const ends: (() => void)[] = [];
  const commits = new GroupCommit<string>({
    commit: async (_key, items) => {
      groups.push(items);
      await new Promise<void>(resolve => ends.push(resolve));
      return refuse(items);
    },
    identify: item => item.split('#')[0],
  });
  const endNext = async () => {
    ends.shift()?.();
    await turns();
  };
  return { commits, groups, endNext };
}

const outcomeOf = (commit: Promise<void>) =>
  commit.then(
    () => 'committed',
    error => String(error),
  );

describe('GroupCommit', () => {
  it('commits one at once, and together what came meanwhile', async () => {
    const { commits, groups, endNext } = controlled();
    const ended = [commits.submit('run', 'a')];
    await turns();
    expect(groups).toEqual([['a']]);
    ended.push(commits.submit('run', 'b'), commits.submit('run', 'c'));
    await endNext();
    expect(groups).toEqual([['a'], ['b', 'c']]);
    await endNext();
    await Promise.all(ended);
    const later = commits.submit('run', 'd');
    await turns();
    expect(groups).toHaveLength(3);
    await endNext();
    await later;
  });

  it('does not let one key wait for another', async () => {
    const { commits, groups } = controlled();
    void commits.submit('run-1', 'a');
    void commits.submit('run-2', 'b');
    await turns();
    expect(groups).toEqual([['a'], ['b']]);
  });

  it('keeps items of one identity apart, in their order', async () => {
    const { commits, groups, endNext } = controlled();
    for (const item of ['a#1', 'a#2', 'b#1', 'a#3']) {
      void commits.submit('run', item);
    }
    for (let group = 0; group < 4; group += 1) {
      await endNext();
    }
    expect(groups).toEqual([['a#1', 'b#1'], ['a#2'], ['a#3']]);
  });

  it('takes so many at the most', async () => {
    const { commits, groups, endNext } = controlled();
    for (let index = 0; index < 201; index += 1) {
      void commits.submit('run', `item-${index}`);
    }
    for (let group = 0; group < 4; group += 1) {
      await endNext();
    }
    expect(groups.map(group => group.length)).toEqual([100, 100, 1]);
  });

  it('tells each item of its own end', async () => {
    const { commits, endNext } = controlled(items =>
      items.map(item => (item === 'b' ? new Error('b is late') : undefined)),
    );
    const ended = ['a', 'b', 'c'].map(item =>
      outcomeOf(commits.submit('run', item)),
    );
    await turns();
    await endNext();
    expect(await Promise.all(ended)).toEqual([
      'committed',
      'Error: b is late',
      'committed',
    ]);
  });

  it('commits one by one what could not be committed together', async () => {
    const groups: string[][] = [];
    const commits = new GroupCommit<string>({
      commit: async (_key, items) => {
        groups.push(items);
        if (items.includes('bad')) {
          throw new Error('no such target');
        }
        return items.map(() => undefined);
      },
      identify: item => item,
    });
    const ended = ['a', 'b', 'bad', 'c'].map(item =>
      outcomeOf(commits.submit('run', item)),
    );
    expect(await Promise.all(ended)).toEqual([
      'committed',
      'committed',
      'Error: no such target',
      'committed',
    ]);
    expect(groups).toEqual([
      ...[['a', 'b', 'bad', 'c']],
      ...[['a'], ['b'], ['bad'], ['c']],
    ]);
  });
});
