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
 * `npm run tsc`: types of all packages and of the journeys. It asks for the program: `yarn tsc` would be the script
 * of that name, which calls this again.
 */
export const typeCheck = tools =>
  runYarn(tools, ['run', '-B', 'tsc', '--project', 'tsconfig.json']);
