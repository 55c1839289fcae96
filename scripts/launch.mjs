#!/usr/bin/env node
// The one door to the project: `npm start`, `npm test` and the other npm scripts call it. It needs Node 18 and
// nothing else, sees to the right Node, Yarn and dependencies, and hands over to one of the commands below.
import { setUp } from './launcher/setUp.mjs';
import { StepError, say } from './launcher/steps.mjs';

const COMMANDS = {
  start: async (tools, args) =>
    (await import('./launcher/start.mjs')).start(tools, args),
  test: async (tools, args) =>
    (await import('./launcher/suites.mjs')).runSuites(tools, args),
  lint: async tools => (await import('./launcher/checks.mjs')).lint(tools),
  tsc: async tools => (await import('./launcher/checks.mjs')).typeCheck(tools),
  'api-reports': async (tools, args) =>
    (await import('./launcher/checks.mjs')).apiReports(tools, args),
  orchestrator: async (tools, args) =>
    (await import('./launcher/programs.mjs')).operatorCli(tools, args),
  bench: async (tools, args) =>
    (await import('./launcher/programs.mjs')).bench(tools, args),
  soak: async (tools, args) =>
    (await import('./launcher/programs.mjs')).soak(tools, args),
  simulate: async (tools, args) =>
    (await import('./launcher/programs.mjs')).simulate(tools, args),
  pack: async tools => (await import('./packages/pack.mjs')).pack(tools),
  yarn: async (tools, args) =>
    (await import('./launcher/programs.mjs')).yarn(tools, args),
};

async function main([name, ...args]) {
  const command = COMMANDS[name];
  if (!command) {
    say(
      `Usage: node scripts/launch.mjs <${Object.keys(COMMANDS).join(' | ')}>`,
    );
    return 2;
  }
  // Yarn itself must also run where an install is what is wanted, or what is broken.
  const tools = await setUp({ install: name !== 'yarn' });
  return command(tools, args);
}

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code;
  },
  error => {
    // A step that failed has said what to do; anything else is a mistake of ours and needs its stack.
    say(error instanceof StepError ? error.message : error.stack);
    process.exitCode = 1;
  },
);
