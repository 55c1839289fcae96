import { Link } from '@backstage/core-components';
import Button from '@material-ui/core/Button';
import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import BookmarkBorderIcon from '@material-ui/icons/BookmarkBorder';
import CloseIcon from '@material-ui/icons/Close';
import { useState } from 'react';
import { useLocation } from 'react-router-dom';
import { useSavedViews, type SavedView } from '../../data';
import { useText } from '../../translation';
import { SaveViewDialog } from './SaveViewDialog';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(1),
      listStyle: 'none',
      margin: theme.spacing(0, 0, 2),
      padding: 0,
    },
    view: {
      display: 'inline-flex',
      alignItems: 'center',
      minHeight: theme.spacing(4),
      border: `1px solid ${theme.palette.divider}`,
      borderRadius: theme.spacing(2),
      backgroundColor: theme.palette.background.paper,
    },
    current: {
      borderColor: theme.palette.primary.main,
      backgroundColor: theme.palette.action.selected,
    },
    name: {
      padding: theme.spacing(0.5, 1.5),
      color: theme.palette.text.primary,
      overflowWrap: 'anywhere',
    },
    forget: { marginLeft: theme.spacing(-1) },
  }),
  { name: 'OrchestratorSavedViews' },
);

/** The same filters are the same view, in whatever order they stand. */
function sameSearch(a: string, b: string): boolean {
  const sorted = (search: string) => {
    const values = new URLSearchParams(search);
    values.sort();
    return values.toString();
  };
  return sorted(a) === sorted(b);
}

/**
 * Views of a list, each a link: those that everybody has, then the viewer's own.
 *
 * @param props - `list` names the list in the viewer's settings; `path` is its address
 */
export function SavedViews(props: {
  list: string;
  path: string;
  everybodys: SavedView[];
}) {
  const { list, path, everybodys } = props;
  const t = useText();
  const classes = useStyles();
  const { search } = useLocation();
  const { views, save, forget } = useSavedViews(list);
  const [naming, setNaming] = useState(false);
  const here = search.replace(/^\?/, '');
  const known = [...everybodys, ...views];
  const entry = (view: SavedView, own: boolean) => {
    const current = sameSearch(view.search, here);
    return (
      <li
        key={`${own} ${view.name}`}
        className={
          current ? `${classes.view} ${classes.current}` : classes.view
        }
      >
        <Link
          to={view.search === '' ? path : `${path}?${view.search}`}
          underline="none"
          className={classes.name}
          aria-current={current ? 'page' : undefined}
        >
          {view.name}
        </Link>
        {own && (
          <IconButton
            size="small"
            className={classes.forget}
            aria-label={t('common.views.forget', { name: view.name })}
            onClick={() => forget(view.name)}
          >
            <CloseIcon fontSize="small" />
          </IconButton>
        )}
      </li>
    );
  };
  return (
    <>
      <ul className={classes.root} aria-label={t('common.views.label')}>
        {everybodys.map(view => entry(view, false))}
        {views.map(view => entry(view, true))}
        {!known.some(view => sameSearch(view.search, here)) && (
          <li>
            <Button
              size="small"
              startIcon={<BookmarkBorderIcon />}
              onClick={() => setNaming(true)}
            >
              {t('common.views.save')}
            </Button>
          </li>
        )}
      </ul>
      <SaveViewDialog
        open={naming}
        taken={views.map(({ name }) => name)}
        onClose={() => setNaming(false)}
        onSave={name => save({ name, search: here })}
      />
    </>
  );
}
