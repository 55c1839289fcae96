import { makeStyles } from '@material-ui/core/styles';

/** On paper stands the report alone: no navigation of the portal or of the page, no buttons. */
export const usePrintStyles = makeStyles(
  {
    '@global': {
      '@media print': {
        'nav, button, [role="tablist"], [role="status"], a[role="button"]': {
          display: 'none !important',
        },
        'html, body, #root, main': {
          height: 'auto !important',
          overflow: 'visible !important',
          backgroundColor: 'white !important',
        },
        main: { padding: '0 !important', margin: '0 !important' },
      },
    },
  },
  { name: 'OrchestratorPrint' },
);
