import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../launcher/project.mjs';
import { packageFolders } from './pack.mjs';
import { contentProblems } from './tarball.mjs';

const SCOPE = '@backstage-orchestrator';
const FAMILY = [
  `${SCOPE}/plugin-orchestrator`,
  `${SCOPE}/plugin-orchestrator-backend`,
  `${SCOPE}/plugin-orchestrator-common`,
  `${SCOPE}/plugin-orchestrator-node`,
];

const ROLES = {
  'plugins/orchestrator': 'frontend-plugin',
  'plugins/orchestrator-backend': 'backend-plugin',
  'plugins/orchestrator-common': 'common-library',
  'plugins/orchestrator-node': 'node-library',
  'plugins/scaffolder-backend-module-orchestrator': 'backend-plugin-module',
  'plugins/search-backend-module-orchestrator': 'backend-plugin-module',
};

const folders = await packageFolders();
const packages = await Promise.all(
  folders.map(async folder => ({ folder, manifest: await manifestOf(folder) })),
);

test('there are the six packages, each in its role', () => {
  assert.deepEqual(
    Object.fromEntries(
      packages.map(({ folder, manifest }) => [folder, manifest.backstage.role]),
    ),
    ROLES,
  );
});

test('the plugin and its libraries name each other, and a module names the plugin that it extends', () => {
  for (const { folder, manifest } of packages) {
    if (manifest.backstage.role === 'backend-plugin-module') {
      const [, extended] = folder.match(/^plugins\/(.+)-backend-module-/);
      assert.equal(manifest.backstage.pluginId, extended);
      assert.equal(
        manifest.backstage.pluginPackage,
        `@backstage/plugin-${extended}-backend`,
      );
    } else {
      assert.equal(manifest.backstage.pluginId, 'orchestrator');
      assert.deepEqual(manifest.backstage.pluginPackages, FAMILY);
    }
  }
});

for (const { folder, manifest } of packages) {
  test(`${manifest.name} can be published`, async () => {
    assert.equal(manifest.private, undefined);
    assert.equal(manifest.license, 'Apache-2.0');
    assert.equal(manifest.publishConfig.access, 'public');
    assert.ok(manifest.keywords.includes('backstage'));
    assert.ok(manifest.description);
    assert.ok(manifest.files.includes('dist'));
    assert.equal(
      manifest.scripts.prepack,
      'backstage-cli package prepack',
      'entry points are rewritten when it is packed',
    );
    assert.equal(manifest.scripts.postpack, 'backstage-cli package postpack');
    assert.ok(existsSync(join(ROOT, folder, 'README.md')), 'a README');
  });

  test(`${manifest.name} leads to its sources here, and to what is built once it is packed`, async () => {
    const isBuilt = path => /^(\.\/)?dist\//.test(path);
    assert.equal(manifest.main, 'src/index.ts');
    assert.equal(manifest.types, 'src/index.ts');
    // A bundler would prefer it to `main`, and take what was built once to what is written now.
    assert.equal(manifest.module, undefined);
    for (const path of Object.values(manifest.exports ?? {})) {
      assert.ok(existsSync(join(ROOT, folder, path)), `${path} exists`);
    }
    const { access, ...published } = manifest.publishConfig;
    assert.deepEqual(
      Object.values(published).filter(path => !isBuilt(path)),
      [],
    );
  });

  test(`${manifest.name} gets nothing from this repository but its own packages`, () => {
    for (const [name, range] of Object.entries(manifest.dependencies)) {
      assert.equal(
        range === 'workspace:^',
        name.startsWith(`${SCOPE}/`),
        `${name}@${range}`,
      );
    }
  });

  test(`${manifest.name} describes its API in a report without warnings`, async () => {
    const reports = Object.keys(manifest.exports ?? { '.': '' })
      .filter(mount => mount !== './package.json')
      .map(mount =>
        mount === '.' ? 'report.api.md' : `report-${mount.slice(2)}.api.md`,
      );
    for (const report of reports) {
      const text = await readFile(join(ROOT, folder, report), 'utf8');
      assert.doesNotMatch(text, /\(ae-|\(tsdoc-/, report);
    }
  });
}

test('the frontend has both frontend systems, with types', async () => {
  const manifest = await manifestOf('plugins/orchestrator');
  assert.deepEqual(Object.keys(manifest.exports), [
    '.',
    './legacy',
    './package.json',
  ]);
  assert.deepEqual(manifest.typesVersions['*'].legacy, [
    manifest.exports['./legacy'].replace(/^\.\//, ''),
  ]);
});

test('the frontend takes React from the app', async () => {
  const manifest = await manifestOf('plugins/orchestrator');
  for (const name of ['react', 'react-dom', 'react-router-dom']) {
    assert.ok(manifest.peerDependencies[name], name);
    assert.equal(manifest.dependencies[name], undefined, name);
  }
});

test('a package with settings brings their schema', () => {
  const withSettings = packages.filter(({ folder }) =>
    existsSync(join(ROOT, folder, 'config.d.ts')),
  );
  assert.deepEqual(
    withSettings.map(({ folder }) => folder),
    [
      'plugins/orchestrator-backend',
      'plugins/search-backend-module-orchestrator',
    ],
  );
  for (const { manifest } of withSettings) {
    assert.equal(manifest.configSchema, 'config.d.ts');
    assert.ok(manifest.files.includes('config.d.ts'));
  }
});

test('the backend brings its migrations', async () => {
  const folder = 'plugins/orchestrator-backend';
  const manifest = await manifestOf(folder);
  assert.ok(manifest.files.includes('migrations'));
  assert.notEqual((await readdir(join(ROOT, folder, 'migrations'))).length, 0);
});

test('a tarball that lacks a promised file, or brings a test, is found out', () => {
  const manifest = {
    main: 'dist/index.cjs.js',
    types: 'dist/index.d.ts',
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.cjs.js' },
    },
    configSchema: 'config.schema.json',
    dependencies: { here: 'workspace:^', there: '^1.0.0' },
  };
  assert.deepEqual(
    contentProblems(
      [
        'package.json',
        'dist/index.cjs.js',
        'dist/testing/clock.cjs.js',
        'config.schema.json',
      ],
      manifest,
    ),
    [
      "dist/index.d.ts is named by package.json, and isn't packed",
      'dist/testing/clock.cjs.js belongs to the tests or the sources',
      "here@workspace:^ can't be resolved elsewhere",
    ],
  );
  assert.deepEqual(
    contentProblems(
      ['dist/index.cjs.js', 'dist/index.d.ts', 'config.schema.json'],
      { ...manifest, dependencies: {} },
    ),
    [],
  );
});

async function manifestOf(folder) {
  return JSON.parse(await readFile(join(ROOT, folder, 'package.json'), 'utf8'));
}
