import type { FlagProvider } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Clock } from '../../clock';
import type { CommitIdentity, GitWorkspaces } from '../../git';
import type { FlagProviderSettings } from '../readFlags';
import { FlagdFlagProvider } from './FlagdFlagProvider';
import { GitFile } from './GitFile';
import { LaunchDarklyFlagProvider } from './LaunchDarklyFlagProvider';
import { UnleashFlagProvider } from './UnleashFlagProvider';

/** What adapters work with. */
export interface FlagProviderTools {
  clock: Clock;
  /** Made when the first adapter needs git. */
  workspaces: () => Promise<GitWorkspaces>;
  identity: CommitIdentity;
}

/** The adapter that a configuration asks for. */
export function createFlagProvider(
  settings: FlagProviderSettings,
  tools: FlagProviderTools,
): FlagProvider {
  switch (settings.type) {
    case 'unleash':
      return new UnleashFlagProvider(settings, tools.clock);
    case 'launchdarkly':
      return new LaunchDarklyFlagProvider(settings, tools.clock);
    case 'flagd':
      return new FlagdFlagProvider({
        name: settings.name,
        path: settings.path,
        file: new GitFile({ ...tools, place: settings }),
      });
    default:
      throw new Error(`Unknown settings ${JSON.stringify(settings)}`);
  }
}
