import { Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import { useLocation } from 'react-router-dom';
import { useOrchestratorPaths } from '../routes';
import { useText } from '../translation';

const useStyles = makeStyles(
  theme => ({
    list: {
      listStyle: 'none',
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      // The portal's header leaves a gap of its own above.
      margin: theme.spacing(-2, 0, 2),
      padding: 0,
      borderBottom: `1px solid ${theme.palette.divider}`,
    },
    link: {
      display: 'block',
      padding: theme.spacing(1, 1.5),
      [theme.breakpoints.down('xs')]: { padding: theme.spacing(1) },
      color: theme.palette.text.primary,
      borderBottom: '3px solid transparent',
      '&:focus-visible': {
        outline: `2px solid ${theme.palette.primary.main}`,
        outlineOffset: -2,
      },
    },
    current: {
      borderBottomColor: theme.palette.primary.main,
      fontWeight: theme.typography.fontWeightBold as number,
    },
  }),
  { name: 'OrchestratorNavigation' },
);

/** Links between the orchestrator's pages. */
export function PageNavigation() {
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const { pathname } = useLocation();
  const below = pathname
    .slice(pathname.indexOf(paths.overview()) + paths.overview().length)
    .replace(/\/$/, '');
  const entries = [
    {
      label: t('common.nav.overview'),
      to: paths.overview(),
      current: below === '',
    },
    {
      label: t('common.nav.sweeps'),
      to: paths.sweeps(),
      current: below.startsWith('/sweeps'),
    },
    {
      label: t('common.nav.trains'),
      to: paths.trains(),
      current: below.startsWith('/trains') || below.startsWith('/new-train'),
    },
    {
      label: t('common.nav.calendar'),
      to: paths.calendar(),
      current: below.startsWith('/calendar'),
    },
    {
      label: t('common.nav.flags'),
      to: paths.flags(),
      current: below.startsWith('/flags') || below.startsWith('/new-flag'),
    },
    {
      label: t('common.nav.inbox'),
      to: paths.inbox(),
      current: below.startsWith('/inbox'),
    },
    {
      label: t('common.nav.operator'),
      to: paths.operator(),
      current: below.startsWith('/operator'),
    },
  ];
  return (
    <nav aria-label={t('common.nav.label')}>
      <ul className={classes.list}>
        {entries.map(entry => (
          <li key={entry.to}>
            <Link
              to={entry.to}
              underline="none"
              className={
                entry.current
                  ? `${classes.link} ${classes.current}`
                  : classes.link
              }
              aria-current={entry.current ? 'page' : undefined}
            >
              {entry.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
