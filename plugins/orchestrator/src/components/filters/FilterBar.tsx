import Button from '@material-ui/core/Button';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import FilterListIcon from '@material-ui/icons/FilterList';
import { useState, type ReactNode } from 'react';
import { useText } from '../../translation';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1.5),
      alignItems: 'center',
      marginBottom: theme.spacing(2),
      [theme.breakpoints.down('xs')]: {
        '& > .MuiFormControl-root, & > .MuiAutocomplete-root': {
          flex: '1 1 100%',
          minWidth: 0,
        },
      },
    },
  }),
  { name: 'OrchestratorFilterBar' },
);

/**
 * The filters above a list.
 *
 * @param props - `more` are filters that a phone shows only when it is asked to; `active` is how many of these are set
 */
export function FilterBar(props: {
  label: string;
  children: ReactNode;
  more?: ReactNode;
  active?: number;
}) {
  const { label, children, more, active = 0 } = props;
  const t = useText();
  const classes = useStyles();
  const { breakpoints } = useTheme();
  const isPhone = useMediaQuery(breakpoints.down('xs'), { noSsr: true });
  const [open, setOpen] = useState(false);
  return (
    <div role="search" aria-label={label} className={classes.root}>
      {children}
      {isPhone && more && (
        <Button
          size="small"
          startIcon={<FilterListIcon />}
          aria-expanded={open}
          onClick={() => setOpen(old => !old)}
        >
          {active > 0
            ? t('common.filters.active', { n: String(active) })
            : t('common.filters.more')}
        </Button>
      )}
      {(!isPhone || open) && more}
    </div>
  );
}
