import {
  chmodSync,
  existsSync,
  mkdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ChangeRequest } from '@backstage-orchestrator/plugin-orchestrator-node';
import { testDatabases } from '../../testing';
import type { LocalCodeHost } from './LocalCodeHost';
import type { BareRepositories } from './__testUtils__/BareRepositories';
import { LocalHostFixture } from './__testUtils__/LocalHostFixture';

const ANA = 'user:default/ana';
const databases = testDatabases();

describe('untrusted repositories on the local code host', () => {
  let fixture: LocalHostFixture;
  let repositories: BareRepositories;
  let host: LocalCodeHost;
  let head: string;
  const request = (overrides?: Partial<ChangeRequest>) =>
    fixture.request(overrides);

  beforeEach(async () => {
    fixture = new LocalHostFixture(await databases.init('SQLite'));
    ({ repositories, host, head } = fixture);
  });

  afterEach(() => repositories.remove());

  it('runs no hook, merge driver, diff program or text conversion of a repository', async () => {
    const marker = join(repositories.directory, 'ran');
    const script = join(repositories.directory, 'script.sh');
    writeFileSync(
      script,
      `#!/bin/sh\ntouch ${marker}\ncat "$2" 2>/dev/null\nexit 0\n`,
    );
    chmodSync(script, 0o755);
    const path = repositories.path('api');
    mkdirSync(join(path, 'hooks'), { recursive: true });
    mkdirSync(join(path, 'evil-hooks'), { recursive: true });
    for (const folder of ['hooks', 'evil-hooks']) {
      for (const hook of [
        'reference-transaction',
        'pre-receive',
        'post-update',
      ]) {
        symlinkSync(script, join(path, folder, hook));
      }
    }
    mkdirSync(join(path, 'info'), { recursive: true });
    writeFileSync(
      join(path, 'info', 'attributes'),
      '* merge=evil diff=evil filter=evil\n',
    );
    for (const [key, value] of [
      ['core.hooksPath', join(path, 'evil-hooks')],
      ['core.fsmonitor', script],
      ['core.alternateRefsCommand', script],
      ['core.sshCommand', script],
      ['core.pager', script],
      ['merge.evil.driver', `${script} %O %A %B`],
      ['diff.external', script],
      ['diff.evil.command', script],
      ['diff.evil.textconv', script],
      ['filter.evil.smudge', script],
      ['gpg.program', script],
      ['log.showSignature', 'true'],
      ['commit.gpgSign', 'true'],
      ['uploadpack.packObjectsHook', script],
    ]) {
      repositories.git('api', ['config', key, value]);
    }
    const conflicting = { 'a.txt': 'one\nand a half\n', 'b.txt': 'c\n' };
    repositories.git('api', [
      'config',
      'core.hooksPath',
      join(path, 'evil-hooks'),
    ]);
    const change = await host.openChange(request());
    await host.access({ host: 'local', name: 'api' });
    await host.reviews.diff('api-1');
    // A file that both sides changed is what a merge driver is asked about.
    repositories.git('api', ['config', 'core.hooksPath', '/dev/null']);
    repositories.commit('api', 'main', conflicting);
    repositories.git('api', [
      'config',
      'core.hooksPath',
      join(path, 'evil-hooks'),
    ]);
    await host.reviews.describe('api-1');
    await expect(host.mergeChange(change, ANA)).rejects.toThrow(
      /conflicts with main in a.txt/,
    );
    await host.withdrawChange(change, 'x');
    await host.reconcile();
    expect(existsSync(marker)).toBe(false);

    // The trap is a real one: git springs it when it is called without care.
    const trapped = () =>
      repositories.git('api', ['merge-tree', '--write-tree', 'main', head]);
    expect(trapped).not.toThrow();
    expect(existsSync(marker)).toBe(true);
  });

  it('gives Markdown back as it came', async () => {
    const body =
      '<img src=x onerror=alert(1)> [x](javascript:alert(1))\n\n${{ secrets }}';
    await host.openChange(request({ body }));
    expect((await host.reviews.describe('api-1')).body).toBe(body);
  });
});
