import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './project.mjs';
import { digestOf, isStamped, writeStamp } from './stamp.mjs';
import { runStep } from './steps.mjs';
import { workspaceManifests } from './workspaces.mjs';

const APP = 'examples/portal/app';
const STAMP = join(ROOT, APP, 'dist', '.orchestrator-build');

/** What the bundle and the configuration schema beside it are made of. */
const SOURCES = [
  `${APP}/src`,
  `${APP}/public`,
  `${APP}/config.d.ts`,
  'plugins/orchestrator/src',
  'plugins/orchestrator-common/src',
  'plugins/orchestrator-backend/config.d.ts',
  'plugins/search-backend-module-orchestrator/config.d.ts',
  'app-config.yaml',
  'yarn.lock',
];

const isTest = path => /\.test\.[a-z]+$/.test(path);

/** Builds the app for the backend to serve, unless it is built from these very sources. */
export async function buildApp(tools) {
  const root = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const manifests = await workspaceManifests(ROOT, root.workspaces);
  const digest = await digestOf(ROOT, [...SOURCES, ...manifests], {
    skip: isTest,
  });
  if (
    existsSync(join(ROOT, APP, 'dist', 'index.html')) &&
    (await isStamped(STAMP, digest))
  ) {
    return;
  }
  await runStep({
    title: 'Building the app (about a minute)',
    log: 'build',
    command: tools.node,
    args: [tools.yarn, 'workspace', 'app', 'build'],
    env: tools.env,
  });
  await writeStamp(STAMP, digest);
}
