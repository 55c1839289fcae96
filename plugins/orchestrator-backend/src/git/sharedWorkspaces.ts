import type { TracingService } from '@backstage/backend-plugin-api/alpha';
import { GitWorkspaces } from './GitWorkspaces';

/** The work folder has one user in a process; a replica without workers prepares it when it is first asked for. */
export function sharedWorkspaces(options: {
  workDirectory: string;
  tracing: TracingService;
}): () => Promise<GitWorkspaces> {
  const { workDirectory, tracing } = options;
  let shared: Promise<GitWorkspaces> | undefined;
  return () => {
    shared ??= GitWorkspaces.create({
      workDir: workDirectory,
      around: (command, call) =>
        tracing.startActiveSpan(
          `git ${command}`,
          { kind: 'client', attributes: { 'vcs.operation': command } },
          call,
        ),
    }).catch(error => {
      shared = undefined;
      throw error;
    });
    return shared;
  };
}
