import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CATALOG = fileURLToPath(new URL('../catalog/', import.meta.url));

/**
 * The catalog entities whose code is in a local repository, with the text of each as it stands in the catalog.
 *
 * The few fields that are needed are found by their place in the text, because this script runs before
 * anything is installed: no YAML parser is at hand. The test compares the result with a real parser.
 *
 * @returns {{ name, title, description, owner, repository, path, text }[]} path: '' for the root
 */
export function readModules() {
  return readDocuments()
    .map(text => ({
      name: field(text, /^ {2}name: (.+)$/m),
      title: field(text, /^ {2}title: (.+)$/m),
      description: field(text, /^ {2}description: (.+)$/m),
      owner: field(text, /^ {2}owner: (.+)$/m),
      repository: field(text, /^ {4}orchestrator\/repository: local:(.+)$/m),
      path: field(text, /^ {4}orchestrator\/path: (.+)$/m) ?? '',
      text,
    }))
    .filter(module => module.repository !== undefined);
}

/** The people of each team, as authors for git: team name to `Name <address>`. */
export function readMembers() {
  const members = new Map();
  for (const text of readDocuments().filter(document =>
    /^kind: User$/m.test(document),
  )) {
    const team = field(text, /^ {2}memberOf: \[(.+)\]$/m);
    const author = `${field(text, /^ {4}displayName: (.+)$/m)} <${field(
      text,
      /^ {4}email: (.+)$/m,
    )}>`;
    members.set(team, [...(members.get(team) ?? []), author]);
  }
  return members;
}

function readDocuments() {
  return readdirSync(CATALOG, { recursive: true })
    .filter(file => file.endsWith('.yaml'))
    .sort()
    .flatMap(file =>
      readFileSync(join(CATALOG, file), 'utf8')
        .replaceAll('\r\n', '\n')
        .split(/^---\n/m)
        .slice(1),
    );
}

function field(text, pattern) {
  const value = pattern.exec(text)?.[1];
  return value?.replace(/^'(.*)'$/, '$1').replaceAll("''", "'");
}
