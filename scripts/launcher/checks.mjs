import { runYarn } from './run.mjs';

/** What prettier looks after besides what .prettierignore leaves out. */
const FORMATTED = [
  '{plugins,examples,scripts,bench,e2e}/**/*.{ts,tsx,js,mjs,cjs}',
  '*.{json,js,yaml}',
];

/** `npm run lint`: ESLint over the packages, then the formatting of everything. */
export async function lint(tools) {
  const rules = await runYarn(tools, ['backstage-cli', 'repo', 'lint']);
  const format = await runYarn(tools, [
    ...['prettier', '--check', '--no-error-on-unmatched-pattern'],
    ...FORMATTED,
  ]);
  return rules || format;
}

/**
 * `npm run tsc`: types of all packages, of the journeys and of the benchmark. It asks for the program: `yarn tsc`
 * would be the script of that name, which calls this again.
 */
export const typeCheck = tools =>
  runYarn(tools, ['run', '-B', 'tsc', '--project', 'tsconfig.json']);

/**
 * `npm run api-reports`: writes down what each package exports, from the types that the type check emitted. With
 * `--ci` it fails instead where a report is not up to date. Members need no comment where their name says it, so
 * `ae-undocumented` is left out; the other message is about the way in which workspaces find each other.
 */
export const apiReports = (tools, args) =>
  runYarn(tools, [
    ...['backstage-repo-tools', 'api-reports', '--validate-release-tags'],
    ...['--omit-messages', 'ae-wrong-input-file-type,ae-undocumented'],
    ...['--include', 'plugins/*'],
    ...args,
  ]);
