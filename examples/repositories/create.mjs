#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readMembers, readModules } from './catalog.mjs';
import { filesOfModule, filesOfStorefront } from './files.mjs';
import { writeRepository } from './git.mjs';
import { tellHistory } from './history.mjs';

const PARALLEL = 4;
const UNFINISHED = '.unfinished-';
/** An unfinished repository this old belongs to a start that was interrupted. */
const ABANDONED_AFTER_MS = 10 * 60_000;

/**
 * Creates the git repositories of the example catalog as bare repositories `<targetFolder>/<name>.git`.
 * Those that exist are left as they are. Each appears at once, when it is complete, so that a start which
 * was interrupted is completed by the next.
 *
 * @param {{ targetFolder: string, log?: (line: string) => void }} options
 * @returns {Promise<{ created: string[], existing: string[] }>} names of repositories, sorted
 */
export async function createRepositories({ targetFolder, log = () => {} }) {
  const folder = resolve(targetFolder);
  await mkdir(folder, { recursive: true });
  await removeAbandoned(folder);

  const byRepository = new Map();
  for (const entity of readModules()) {
    byRepository.set(entity.repository, [
      ...(byRepository.get(entity.repository) ?? []),
      entity,
    ]);
  }
  const names = [...byRepository.keys()].sort();
  const existing = names.filter(name =>
    existsSync(join(folder, `${name}.git`)),
  );
  const wanted = names.filter(name => !existing.includes(name));
  const created = [];
  const members = readMembers();

  const queue = [...wanted];
  const worker = async () => {
    for (let name = queue.shift(); name; name = queue.shift()) {
      if (
        await createRepository(folder, name, byRepository.get(name), members)
      ) {
        created.push(name);
        log(`created ${name}.git`);
      } else {
        existing.push(name);
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return { created: created.sort(), existing: existing.sort() };
}

/** @returns {Promise<boolean>} false where another process was faster */
async function createRepository(folder, name, entities, members) {
  const whole = entities.find(entity => !entity.path);
  const modules = whole ? [whole] : entities;
  const files = whole ? filesOfModule(whole) : filesOfMonorepo(modules);
  const authors =
    members.get(modules[0].owner) ?? members.get('platform-engineering');
  const unfinished = join(
    folder,
    `${UNFINISHED}${name}-${process.pid}-${Date.now()}`,
  );
  const finished = join(folder, `${name}.git`);
  try {
    await writeRepository(
      unfinished,
      tellHistory(name, files, modules, authors),
    );
    await rename(unfinished, finished);
    return true;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (existsSync(finished)) {
      return false;
    }
    throw error;
  }
}

function filesOfMonorepo(entities) {
  const files = filesOfStorefront(entities);
  for (const entity of entities) {
    for (const [path, text] of filesOfModule(entity)) {
      files.set(`${entity.path}/${path}`, text);
    }
  }
  return files;
}

async function removeAbandoned(folder) {
  for (const entry of (await readdir(folder)).filter(candidate =>
    candidate.startsWith(UNFINISHED),
  )) {
    const path = join(folder, entry);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

if (
  process.argv[1] &&
  import.meta.url === pathToFileURL(process.argv[1]).href
) {
  const targetFolder = process.argv[2];
  if (!targetFolder) {
    console.error('Usage: node create.mjs <folder>');
    process.exit(2);
  }
  const { created, existing } = await createRepositories({
    targetFolder,
    log: line => console.log(line),
  });
  console.log(
    `${created.length} repositories created, ${existing.length} were there already`,
  );
}
