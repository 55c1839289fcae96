import { MODULES } from './modules.mjs';
import { readFolder, render } from './templates.mjs';

const IGNORED = {
  node: ['node_modules/', 'coverage/', '*.log'],
  typescript: ['node_modules/', 'coverage/', '*.log'],
  library: ['node_modules/', 'dist/', '*.log'],
  python: ['__pycache__/', '*.egg-info/', '.venv/'],
  go: ['/service', '*.test'],
  java: ['target/', '.idea/'],
  infrastructure: ['.terraform/', '*.tfstate*'],
};

/**
 * The files of one module, relative to its own path: first the layers of its templates, then its own
 * sources, then what is made from the table.
 *
 * @param entity one of `readModules()`
 * @returns {Map<string, string>} path to text
 */
export function filesOfModule(entity) {
  const module = MODULES[entity.name];
  if (!module) {
    throw new Error(`${entity.name} is in the catalog, but not in modules.mjs`);
  }
  const values = valuesOf(entity, module);
  const files = new Map();
  for (const layer of module.layers) {
    for (const [path, text] of readFolder(`templates/${layer}`)) {
      files.set(render(path, values), render(text, values));
    }
  }
  const source =
    module.language === 'infrastructure' ? entity.repository : entity.name;
  for (const [path, text] of readFolder(`sources/${source}`)) {
    files.set(path, text);
  }
  if (module.runtime) {
    files.set('package.json', packageJson(entity, module));
    files.set('.nvmrc', `${module.runtime.nvmrc}\n`);
  }
  if (module.log) {
    files.set('config/service.yaml', serviceYaml(entity, module));
  }
  files.set('CHANGELOG.md', changelog(module));
  files.set('catalog-info.yaml', entity.text);
  if (!entity.path) {
    files.set('.gitignore', lines(IGNORED[module.language]));
    files.set(
      module.owners === 'hidden' ? '.github/CODEOWNERS' : 'CODEOWNERS',
      codeowners(entity, module),
    );
  }
  return files;
}

/** The files at the root of the monorepo. */
export function filesOfStorefront(entities) {
  const folders = entities.map(entity => entity.path).sort();
  const files = new Map();
  for (const [path, text] of readFolder('templates/storefront')) {
    files.set(
      path,
      render(text, {
        folders: folders.map(folder => `          - ${folder}`).join('\n'),
      }),
    );
  }
  const manifest = {
    name: 'storefront',
    private: true,
    type: 'module',
    workspaces: ['apps/*', 'packages/*', 'services/*'],
    scripts: { test: 'npm test --workspaces' },
  };
  files.set('package.json', `${JSON.stringify(manifest, undefined, 2)}\n`);
  files.set('.gitignore', lines(IGNORED.node));
  files.set(
    'CODEOWNERS',
    lines([
      '* @meridian-market/team-storefront',
      ...entities
        .map(({ path, owner }) => `/${path}/ @meridian-market/${owner}`)
        .sort(),
    ]),
  );
  files.set(
    'catalog-info.yaml',
    lines([
      'apiVersion: backstage.io/v1alpha1',
      'kind: Location',
      'metadata:',
      '  name: storefront',
      'spec:',
      '  targets:',
      ...folders.map(folder => `    - ./${folder}/catalog-info.yaml`),
    ]),
  );
  return files;
}

function valuesOf(entity, module) {
  return {
    name: entity.name,
    title: entity.title,
    description: entity.description,
    version: module.version,
    package: module.package ?? entity.name.replaceAll('-', '_'),
    questions:
      module.owners === 'current'
        ? 'ask the team in CODEOWNERS'
        : '#engineering-help',
    port: String(module.port),
    python: module.python,
    image: module.runtime?.image,
    ciNode: module.runtime?.ci,
    nodeMajor: module.runtime?.engines.match(/\d+/)[0],
  };
}

function packageJson(entity, module) {
  const service = module.logger !== undefined;
  const extension = module.language === 'typescript' ? 'ts' : 'js';
  const flags =
    module.language === 'typescript' ? '--experimental-strip-types ' : '';
  const manifest = {
    name: `@meridian-market/${entity.name}`,
    version: module.version,
    ...(service || module.private ? { private: true } : {}),
    description: entity.description,
    type: 'module',
    ...(service || module.page
      ? {}
      : { exports: './src/index.js', files: ['src', 'messages'] }),
    engines: { node: module.runtime.engines },
    scripts: {
      ...(service ? { start: `node ${flags}src/server.${extension}` } : {}),
      test: `node ${flags}--test`,
    },
    ...(service
      ? { dependencies: { pino: module.logger, yaml: '^2.4.0' } }
      : {}),
    ...(module.language === 'typescript'
      ? { devDependencies: { '@types/node': '^22.0.0', typescript: '~5.8.0' } }
      : {}),
  };
  return (
    JSON.stringify(manifest, undefined, module.indent ?? 2) +
    (module.finalNewline === false ? '' : '\n')
  );
}

function serviceYaml(entity, module) {
  return lines([
    `# Defaults of ${entity.name}. Deployments may override each value.`,
    'service:',
    `  name: ${entity.name}`,
    `  port: ${module.port}`,
    '',
    ...module.log,
    ...(module.settings ? ['', ...module.settings] : []),
  ]);
}

function changelog(module) {
  const [major, minor, patch] = module.version.split('.').map(Number);
  const before =
    patch > 0 ? [major, minor, patch - 1] : [major, Math.max(minor - 1, 0), 0];
  return lines([
    '# Changelog',
    '',
    `## ${module.version}`,
    '',
    `- ${module.lastChange?.message ?? module.feature}.`,
    '',
    ...(before.join('.') === module.version
      ? []
      : [
          `## ${before.join('.')}`,
          '',
          `- ${
            module.lastChange
              ? module.feature
              : 'Image and tests are built for every pull request'
          }.`,
        ]),
  ]);
}

function codeowners(entity, module) {
  return module.owners === 'current'
    ? lines([
        '# The owner that the catalog names.',
        `* @meridian-market/${entity.owner}`,
      ])
    : lines(['* @meridian-market/engineering']);
}

function lines(list) {
  return `${list.join('\n').trimEnd()}\n`;
}
