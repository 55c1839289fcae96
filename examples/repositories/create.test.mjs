// Run with: node --test examples/repositories/create.test.mjs (Node 22, git and python3; packages installed)
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';
import { readMembers, readModules } from './catalog.mjs';
import { createRepositories } from './create.mjs';
import { git } from './git.mjs';

const EXAMPLES = fileURLToPath(new URL('..', import.meta.url));
/** Tests that fail before anybody changes anything. */
const FAILING = ['returns-api'];

const root = mkdtempSync(join(tmpdir(), 'example-repositories-'));
const folder = join(root, 'first');
const entities = readCatalog();
const components = entities.filter(entity => entity.kind === 'Component');
const local = entities.filter(entity => repositoryOf(entity));

before(async () => {
  await createRepositories({ targetFolder: folder });
});

after(() => rmSync(root, { recursive: true, force: true }));

test('the catalog is that of a middle-sized company', () => {
  const teams = entities.filter(
    ({ kind, spec }) => kind === 'Group' && spec.type === 'team',
  );
  assert.ok(components.length >= 36, `${components.length} components`);
  assert.ok(teams.length >= 10, `${teams.length} teams`);
  assert.ok(entities.filter(({ kind }) => kind === 'User').length >= 12);
  assert.ok(new Set(components.map(({ spec }) => spec.system)).size >= 6);
  assert.ok(entities.filter(({ kind }) => kind === 'Domain').length >= 3);
  assert.ok(
    components.filter(component => repositoryOf(component) === 'storefront')
      .length >= 6,
  );
  for (const { metadata } of teams) {
    assert.ok(
      readMembers().get(metadata.name)?.length >= 2,
      `${metadata.name} has members`,
    );
  }
});

test('one component has no repository, one is archived, and one has an owner who does not exist', () => {
  const groups = new Set(
    entities
      .filter(({ kind }) => kind === 'Group')
      .map(({ metadata }) => metadata.name),
  );
  const names = wanted =>
    components.filter(wanted).map(({ metadata }) => metadata.name);
  assert.deepEqual(
    names(component => !repositoryOf(component)),
    ['partner-directory'],
  );
  assert.deepEqual(
    names(
      ({ metadata }) =>
        metadata.annotations?.['orchestrator/archived'] === 'true',
    ),
    ['legacy-invoices'],
  );
  assert.deepEqual(
    names(({ spec }) => !groups.has(spec.owner)),
    ['loyalty-points'],
  );
});

test('every name that an entity refers to is in the catalog, but for the missing owner', () => {
  const known = new Set(
    entities.map(
      ({ kind, metadata }) => `${kind.toLowerCase()}:${metadata.name}`,
    ),
  );
  const missing = entities.flatMap(({ spec }) => {
    const refs = (kind, names = []) =>
      names
        .filter(Boolean)
        .map(name => (name.includes(':') ? name : `${kind}:${name}`));
    return [
      ...refs('group', [
        spec.owner,
        spec.parent,
        ...(spec.children ?? []),
        ...(spec.memberOf ?? []),
      ]),
      ...refs('system', [spec.system]),
      ...refs('domain', [spec.domain]),
      ...refs('api', [
        ...(spec.providesApis ?? []),
        ...(spec.consumesApis ?? []),
      ]),
      ...refs('component', spec.dependsOn),
    ].filter(ref => !known.has(ref));
  });
  assert.deepEqual(missing, ['group:team-loyalty']);
});

test('no components depend on each other in a circle', () => {
  const dependsOn = new Map(
    components.map(({ metadata, spec }) => [
      `component:${metadata.name}`,
      spec.dependsOn ?? [],
    ]),
  );
  const visit = (ref, path) => {
    assert.ok(!path.includes(ref), `circle: ${[...path, ref].join(' → ')}`);
    (dependsOn.get(ref) ?? []).forEach(next => visit(next, [...path, ref]));
  };
  dependsOn.forEach((_, ref) => visit(ref, []));
});

test('the catalog is read without a YAML parser as with one', () => {
  const expected = local.map(entity => ({
    name: entity.metadata.name,
    title: entity.metadata.title,
    description: entity.metadata.description,
    owner: entity.spec.owner,
    repository: repositoryOf(entity),
    path: pathOf(entity),
  }));
  const byName = (a, b) => a.name.localeCompare(b.name);
  const actual = readModules().map(({ text, ...module }) => module);
  assert.deepEqual(actual.sort(byName), expected.sort(byName));
});

test('every entity has its repository and its path, with its own catalog file there', async () => {
  for (const entity of local) {
    const repository = join(folder, `${repositoryOf(entity)}.git`);
    const path = pathOf(entity);
    const listed = await git([
      '-C',
      repository,
      'ls-tree',
      '-r',
      '--name-only',
      `main:${path}`,
    ]);
    assert.notEqual(listed, '', `${entity.metadata.name} has files`);
    if (entity.kind === 'Component') {
      const text = await git([
        '-C',
        repository,
        'show',
        `main:${path ? `${path}/` : ''}catalog-info.yaml`,
      ]);
      assert.deepEqual(parse(text), entity);
    }
  }
});

test('every repository is sound, bare, on main, and has a history', async () => {
  for (const name of readdirSync(folder)) {
    const repository = join(folder, name);
    await git(['-C', repository, 'fsck', '--full', '--strict']);
    assert.equal(
      await git(['-C', repository, 'symbolic-ref', 'HEAD']),
      'refs/heads/main',
    );
    assert.equal(
      await git(['-C', repository, 'rev-parse', '--is-bare-repository']),
      'true',
    );
    const times = (
      await git(['-C', repository, 'log', '--reverse', '--format=%at'])
    )
      .split('\n')
      .map(Number);
    assert.ok(times.length >= 4, `${name} has ${times.length} commits`);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
  }
});

test('the same commits are made again, whatever the settings of git', async () => {
  const second = join(root, 'second');
  process.env.GIT_AUTHOR_NAME = 'Somebody Else';
  process.env.GIT_DEFAULT_HASH = 'sha256';
  try {
    await createRepositories({ targetFolder: second });
  } finally {
    delete process.env.GIT_AUTHOR_NAME;
    delete process.env.GIT_DEFAULT_HASH;
  }
  assert.deepEqual(await heads(second), await heads(folder));
});

test('what is there is left alone, and what an interrupted start left out is added', async () => {
  const target = join(root, 'interrupted');
  await createRepositories({ targetFolder: target });
  const expected = await heads(target);
  rmSync(join(target, 'login.git'), { recursive: true });
  const abandoned = join(target, '.unfinished-login-1-1');
  mkdirSync(abandoned);
  utimesSync(abandoned, new Date(0), new Date(0));

  const result = await createRepositories({ targetFolder: target });

  assert.deepEqual(result.created, ['login']);
  assert.equal(result.existing.length, Object.keys(expected).length - 1);
  assert.deepEqual(await heads(target), expected);
  assert.deepEqual(
    readdirSync(target).filter(name => !name.endsWith('.git')),
    [],
  );
});

test('two processes may create the same repositories at the same time', async () => {
  const target = join(root, 'together');
  const command = [
    fileURLToPath(new URL('create.mjs', import.meta.url)),
    target,
  ];
  const codes = await Promise.all([
    run(process.execPath, command),
    run(process.execPath, command),
  ]);
  assert.deepEqual(codes, [0, 0]);
  assert.deepEqual(await heads(target), await heads(folder));
});

test('the tests of every Node and Python module run without packages, and pass but for the known one', async () => {
  const failed = [];
  for (const entity of components.filter(
    ({ metadata }) =>
      repositoryOf({ metadata }) && /node|python/.test(metadata.tags),
  )) {
    const checkout = join(root, 'checkouts', repositoryOf(entity));
    if (!existsSync(checkout)) {
      await git([
        'clone',
        '--quiet',
        join(folder, `${repositoryOf(entity)}.git`),
        checkout,
      ]);
    }
    if (
      (await run('sh', ['script/test'], join(checkout, pathOf(entity)))) !== 0
    ) {
      failed.push(entity.metadata.name);
    }
    assert.equal(
      await git(['-C', checkout, 'status', '--porcelain']),
      '',
      `${entity.metadata.name} leaves no files behind`,
    );
  }
  assert.deepEqual(failed, FAILING);
});

function readCatalog() {
  const { spec } = parse(
    readFileSync(join(EXAMPLES, 'catalog/all.yaml'), 'utf8'),
  );
  return spec.targets.flatMap(target =>
    parseAllDocuments(
      readFileSync(join(EXAMPLES, 'catalog', target), 'utf8'),
    ).map(document => {
      assert.deepEqual(document.errors, []);
      return document.toJS();
    }),
  );
}

function repositoryOf({ metadata }) {
  return metadata.annotations?.['orchestrator/repository']?.replace(
    /^local:/,
    '',
  );
}

function pathOf({ metadata }) {
  return metadata.annotations?.['orchestrator/path'] ?? '';
}

/** Name of each repository to the commit that main stands on. */
async function heads(target) {
  const found = {};
  for (const name of readdirSync(target).filter(entry =>
    entry.endsWith('.git'),
  )) {
    found[name] = await git(['-C', join(target, name), 'rev-parse', 'main']);
  }
  return found;
}

/** Runs a program and answers its exit code. The variables of node's own test runner stay out. */
function run(program, args, cwd) {
  const { NODE_TEST_CONTEXT, NODE_OPTIONS, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: 'ignore' });
    child.on('error', reject);
    child.on('close', resolve);
  });
}
