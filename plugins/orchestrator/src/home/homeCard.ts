import type { ComponentParts } from '@backstage/plugin-home-react';

/** The card of a home page, for both frontend systems. */
export const HOME_CARD = {
  name: 'HomeOrchestratorCard',
  title: 'Orchestrator',
  description: 'What waits for you, and how your sweeps stand',
  layout: { height: { minRows: 2 }, width: { minColumns: 3 } },
  components: (): Promise<ComponentParts> =>
    import('./HomeNumbers').then(home => ({
      Content: home.HomeNumbers,
      ContextProvider: home.HomeNumbersProvider,
    })),
};
