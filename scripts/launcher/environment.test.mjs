import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import { test } from 'node:test';
import { toolEnvironment } from './environment.mjs';

test("npm's own settings do not reach what the launcher starts", () => {
  const env = toolEnvironment(
    {
      PATH: '/usr/bin',
      HOME: '/home/x',
      NODE: '/usr/bin/node',
      INIT_CWD: '/elsewhere',
      npm_config_prefix: '/usr',
      npm_config_ignore_scripts: 'true',
      npm_lifecycle_event: 'start',
      npm_package_name: 'x',
    },
    { path: [] },
  );
  assert.deepEqual(env, { PATH: '/usr/bin', HOME: '/home/x' });
});

test('where and how to fetch is kept', () => {
  const settings = {
    npm_config_registry: 'https://registry.example.com/',
    npm_config_https_proxy: 'http://proxy.example.com',
    npm_config_cafile: '/etc/ca.pem',
  };
  assert.deepEqual(toolEnvironment(settings, { path: [] }), {
    ...settings,
    PATH: '',
  });
});

test('the tools come first on the PATH, whatever its spelling', () => {
  assert.equal(
    toolEnvironment({ PATH: '/usr/bin' }, { path: ['/tools'] }).PATH,
    `/tools${delimiter}/usr/bin`,
  );
  assert.deepEqual(
    toolEnvironment({ Path: 'C:\\Windows' }, { path: ['C:\\tools'] }),
    { Path: `C:\\tools${delimiter}C:\\Windows` },
  );
});

test('headers of another Node are replaced, and kept for the Node that they belong to', () => {
  const env = { PATH: '', npm_config_nodedir: '/usr' };
  const nodedir = tools =>
    toolEnvironment(env, { path: [], ...tools }).npm_config_nodedir;
  assert.equal(nodedir({ headers: '/tools/node' }), '/tools/node');
  assert.equal(nodedir({ keepHeaders: true }), '/usr');
  assert.equal(nodedir({}), undefined);
});
