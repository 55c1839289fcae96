import { MODULES } from './modules.mjs';

const DAY_SECONDS = 86_400;
/** 2023-01-09, a Monday. */
const FIRST_DAY = Date.UTC(2023, 0, 9) / 1000;

/** What a commit brings, by the paths that it adds; the first that matches counts. */
const CHAPTERS = [
  {
    message: 'Register in the catalog',
    paths: /(^|\/)(catalog-info\.yaml|CODEOWNERS)$/,
  },
  {
    message: 'Build an image and test every push',
    paths: /(^|\/)(Dockerfile|\.github\/.*|script\/test)$/,
  },
  { message: 'Write down what changed', paths: /(^|\/)CHANGELOG\.md$/ },
  {
    message: 'Start the repository',
    paths:
      /(^|\/)(README\.md|\.gitignore|\.nvmrc|package\.json|pyproject\.toml|go\.mod|pom\.xml|tsconfig\.json)$/,
  },
  {
    message: 'Serve over HTTP',
    paths:
      /(^|\/)(config\/.*|server\.\w+|config\.\w+|logger\.\w+|request[-_]id\.\w+|app\.py|__main__\.py|main\.go|App\.java)$/,
  },
];
const FEATURE = 'feature';
const ORDER = [
  'Start the repository',
  FEATURE,
  'Serve over HTTP',
  'Build an image and test every push',
  'Register in the catalog',
  'Write down what changed',
];

/**
 * Tells the files of a repository as the commits of a few weeks. The same input gives the same commits:
 * authors and dates come from the name of the repository, never from the clock.
 *
 * @param {string} repository
 * @param {Map<string, string>} files
 * @param {{ name: string, path: string }[]} entities the modules in the repository
 * @param {string[]} authors `Name <address>`
 * @returns {{ message, author, time, files: Map<string, string>, tag?: string }[]} time: Unix seconds
 */
export function tellHistory(repository, files, entities, authors) {
  const changes = new Map();
  const features = new Map();
  for (const [path, text] of files) {
    const chapter = CHAPTERS.find(({ paths }) => paths.test(path))?.message;
    if (chapter) {
      add(changes, chapter, path, text);
    } else {
      const entity = entities.find(
        ({ path: folder }) => !folder || path.startsWith(`${folder}/`),
      );
      add(features, entity.name, path, text);
    }
  }
  const commits = ORDER.flatMap(message =>
    message === FEATURE
      ? [...features].map(([name, added]) => ({
          message: MODULES[name].feature,
          files: added,
        }))
      : changes.has(message)
      ? [{ message, files: changes.get(message) }]
      : [],
  );
  const last = MODULES[entities[0].name].lastChange;
  if (last) {
    commits.push(separateLastChange(commits, last));
  }
  const { version, unreleased } = MODULES[entities[0].name];
  if (unreleased) {
    commits[commits.length - 1].tag = `v${version}`;
    commits.push(...tellUnreleased(unreleased));
  }
  const seed = hash(repository);
  return commits.map((commit, index) => ({
    ...commit,
    author: authors[(seed + index) % authors.length],
    time: workTime(seed, index),
  }));
}

/** What was done since the last release: each commit adds a line to a page. */
function tellUnreleased({ file, title, commits }) {
  let text = `# ${title}\n`;
  return commits.map(({ message, line }) => {
    text += `\n${line}\n`;
    return { message, files: new Map([[file, text]]) };
  });
}

/** Takes the last change out of the commit that would have brought it, and makes it one of its own. */
function separateLastChange(commits, { message, file, before, after }) {
  const origin = commits.find(commit => commit.files.has(file));
  const text = origin.files.get(file);
  origin.files.set(file, text.replaceAll(after, before));
  return { message, files: new Map([[file, text]]) };
}

function add(changes, message, path, text) {
  changes.set(message, (changes.get(message) ?? new Map()).set(path, text));
}

/** A time between nine and five on a working day, a few days after the commit before. */
function workTime(seed, index) {
  const week = (seed % 52) + index;
  const weekday = (seed + 3 * index) % 5;
  const second = 9 * 3600 + ((seed * 31 + index * 7919) % (8 * 3600));
  return FIRST_DAY + (week * 7 + weekday) * DAY_SECONDS + second;
}

/** FNV-1a, 31 bits: spreads names evenly, and is the same everywhere. */
function hash(text) {
  let value = 0x811c9dc5;
  for (const character of text) {
    value = Math.imul(value ^ character.codePointAt(0), 0x01000193);
  }
  return value >>> 1;
}
