import { join } from 'node:path';
import { systemClock } from '../../clock';
import { GitWorkspaces } from '../../git';
import { testFolders, TestRepository } from '../../git/testing/TestRepository';
import { createFlagProvider } from './createFlagProvider';
import type { FlagdFlagProvider } from './FlagdFlagProvider';

const YAML = `# Flags of the shop
flags:
  new-checkout: # asked for by sales
    state: ENABLED
    variants:
      "on": true
      "off": false
    defaultVariant: "off"

  banner:
    state: ENABLED
    variants: {red: "#f00", blue: "#00f", none: ""}
    defaultVariant: none
    targeting: {"if": [{"in": [{"var": "plan"}, [pro]]}, red, null]} # theirs
`;

const JSONC = `{
    "$schema": "https://flagd.dev/schema/v0/flags.json",
    "flags": {
        // asked for by sales
        "new-checkout": {
            "state": "ENABLED",
            "variants": { "on": true, "off": false },
            "defaultVariant": "off"
        }
    }
}
`;

const wave = { run: 'train-1', wave: 'one' };
const all = { regions: [], plans: [], customers: [], percent: 100 };

describe('a file of flagd in git', () => {
  const folders = testFolders();

  async function setUp(
    files: ConstructorParameters<typeof TestRepository>[2] = {
      'flags/shop.yaml': YAML,
    },
    path = Object.keys(files)[0],
  ) {
    const folder = folders.make();
    const repository = new TestRepository(folder, 'flags', files);
    const workspaces = GitWorkspaces.create({ workDir: join(folder, 'work') });
    const provider = createFlagProvider(
      {
        type: 'flagd',
        name: 'shop-flags',
        repository: repository.bare,
        branch: 'main',
        path,
      },
      {
        clock: systemClock,
        identity: { name: 'Orchestrator', email: 'orchestrator@localhost' },
        workspaces: () => workspaces,
      },
    ) as FlagdFlagProvider;
    const git = (...args: string[]) => {
      repository.git('fetch', '--quiet', 'origin');
      return repository.git(...args);
    };
    return {
      provider,
      repository,
      folder,
      text: () => `${git('show', `origin/main:${path}`)}\n`,
      log: () => git('log', '--format=%an: %B', 'origin/main'),
      commits: () => Number(git('rev-list', '--count', 'origin/main')),
    };
  }

  it('gives a wave a rule, and touches no other line', async () => {
    const { provider, text, log } = await setUp();
    await provider.set('new-checkout', {
      ...wave,
      segment: {
        regions: ['eu'],
        plans: ['pro'],
        customers: ['acme'],
        percent: 20,
      },
    });
    const changed = text();
    for (const line of YAML.split('\n')) {
      expect(changed).toContain(line);
    }
    expect(await provider.state('new-checkout')).toEqual({
      key: 'new-checkout',
      enabled: true,
      killed: false,
      owners: [wave],
    });
    expect(log()).toMatch(
      /^Orchestrator: Turn new-checkout on for orchestrator train-1\/one/,
    );
  });

  it('keeps what people have written behind the rules of waves, and gives it back', async () => {
    const { provider, text, commits } = await setUp();
    const two = { run: 'train-1', wave: 'two' };
    const set = (owner: typeof wave, percent: number) =>
      provider.set('banner', {
        ...owner,
        variant: 'blue',
        segment: { ...all, percent },
      });
    await set(wave, 10);
    await set(two, 0.5);
    await set(wave, 50);
    await set(wave, 50);
    expect(commits()).toBe(4);
    expect((await provider.state('banner'))?.owners).toEqual([wave, two]);
    await provider.unset('banner', wave);
    await provider.unset('banner', two);
    await provider.unset('banner', two);
    expect(commits()).toBe(6);
    const after = text();
    expect(after).toContain('plan');
    expect(after).not.toContain('orchestrator');
    expect((await provider.state('banner'))?.owners).toEqual([]);
  });

  it('removes targeting that is empty again', async () => {
    const { provider, text } = await setUp();
    await provider.set('new-checkout', { ...wave, segment: all });
    await provider.unset('new-checkout', wave);
    expect(text()).toBe(YAML);
  });

  it('edits JSON with comments, too', async () => {
    const { provider, text } = await setUp({ 'flags.json': JSONC });
    await provider.kill('new-checkout', 'Errors rise', 'user:default/ana');
    expect(text()).toBe(JSONC.replace('"ENABLED"', '"DISABLED"'));
    expect(await provider.state('new-checkout')).toMatchObject({
      enabled: false,
      killed: true,
    });
  });

  it('kills with the reason, and stays killed for later waves', async () => {
    const { provider, log, commits } = await setUp();
    await provider.kill('new-checkout', 'Errors rise', 'user:default/ana');
    await provider.kill('new-checkout', 'Errors rise');
    expect(log()).toContain(
      'Kill new-checkout\n\nErrors rise\n\nKilled-by: user:default/ana',
    );
    expect(commits()).toBe(2);
    await expect(
      provider.set('new-checkout', { ...wave, segment: all }),
    ).rejects.toMatchObject({ failure: { code: 'flagKilled' } });
  });

  it('does it again on what others have pushed meanwhile', async () => {
    const { provider, text } = await setUp();
    const waves = ['a', 'b', 'c'].map(name => ({ run: 'r', wave: name }));
    await Promise.all(
      waves.map(owner =>
        provider.set('new-checkout', { ...owner, segment: all }),
      ),
    );
    for (const { wave: name } of waves) {
      expect(text()).toContain(`orchestrator r/${name}`);
    }
  });

  it('follows no link out of the repository', async () => {
    const { provider } = await setUp(
      { 'flags.yaml': { link: '/etc/hostname' } },
      'flags.yaml',
    );
    await expect(provider.kill('new-checkout', 'x')).rejects.toMatchObject({
      failure: { class: 'permanent', code: 'fileUnsafe' },
    });
  });

  it('sorts what goes wrong', async () => {
    const { provider } = await setUp();
    expect(await provider.state('other')).toBeUndefined();
    await expect(provider.kill('constructor', 'x')).rejects.toMatchObject({
      failure: { code: 'flagNotFound' },
    });
    await expect(
      provider.set('banner', { ...wave, segment: all }),
    ).rejects.toMatchObject({
      failure: {
        code: 'flagRefused',
        message:
          'variant: found nothing, accepted by the flag banner is one of red, blue, none',
      },
    });
    const missing = await setUp({ 'a.yaml': YAML }, 'b.yaml');
    await expect(missing.provider.state('x')).rejects.toMatchObject({
      failure: { code: 'fileMissing' },
    });
    const broken = await setUp({ 'a.json': '{ "flags": ' });
    await expect(broken.provider.state('x')).rejects.toMatchObject({
      failure: { class: 'permanent', code: 'fileUnreadable' },
    });
  });
});
