import { runSource, runYarn } from './run.mjs';

/** `npm run orchestrator -- …`: the operator's commands, on the portal's configuration and data. */
export const operatorCli = (tools, args) =>
  runSource(tools, 'plugins/orchestrator-backend/src/cli/main.ts', args);

/** `npm run bench`: measures, and prints the ratios. */
export const bench = (tools, args) => runSource(tools, 'bench/run.mjs', args);

/** `npm run soak`: replicas and a database that fail again and again, under one large sweep. */
export const soak = (tools, args) => runSource(tools, 'bench/soak.mjs', args);

/** `npm run simulate`: simulates many runs with faults, and shows the shortest schedule that breaks an invariant. */
export const simulate = (tools, args) =>
  runSource(tools, 'plugins/orchestrator-backend/src/simulation/run.mjs', args);

/** `npm run yarn -- …`: the project's own Yarn, on the right Node. */
export const yarn = (tools, args) => runYarn(tools, args);
