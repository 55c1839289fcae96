import orchestratorPlugin from '@backstage-orchestrator/plugin-orchestrator';
import { createApp } from '@backstage/frontend-defaults';
import apiDocsPlugin from '@backstage/plugin-api-docs/alpha';
import userSettingsModule from '@backstage/plugin-app-module-user-settings';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import catalogGraphPlugin from '@backstage/plugin-catalog-graph/alpha';
import notificationsPlugin from '@backstage/plugin-notifications/alpha';
import orgPlugin from '@backstage/plugin-org/alpha';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import searchPlugin from '@backstage/plugin-search/alpha';
import signalsPlugin from '@backstage/plugin-signals/alpha';
import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';
import { navModule } from './nav';
import { signInModule } from './signIn';

/**
 * The example portal. Its plugins are listed here one by one, so that a reader sees what the orchestrator needs
 * beside it; a portal that sets `app.packages: all` finds them by itself.
 */
export const createPortal = () =>
  createApp({
    features: [
      orchestratorPlugin,
      catalogPlugin,
      catalogGraphPlugin,
      apiDocsPlugin,
      orgPlugin,
      scaffolderPlugin,
      searchPlugin,
      notificationsPlugin,
      signalsPlugin,
      userSettingsPlugin,
      userSettingsModule,
      navModule,
      signInModule,
    ],
  });
