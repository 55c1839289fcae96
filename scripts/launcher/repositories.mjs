import { join } from 'node:path';
import { dataFolder, ROOT } from './project.mjs';
import { runStep } from './steps.mjs';

/** Makes the git repositories of the example catalog; those that are there already are left as they are. */
export async function makeExampleRepositories(tools, env = tools.env) {
  await runStep({
    title: 'Making the example repositories',
    log: 'repositories',
    command: tools.node,
    args: [
      join(ROOT, 'scripts/launcher/createRepositories.mjs'),
      join(dataFolder(env), 'repositories'),
    ],
    env,
  });
}
