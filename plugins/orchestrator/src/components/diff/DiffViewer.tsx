import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import ToggleButton from '@material-ui/lab/ToggleButton';
import ToggleButtonGroup from '@material-ui/lab/ToggleButtonGroup';
import { useMemo, useState } from 'react';
import { useUrlFilters } from '../../data';
import { useText } from '../../translation';
import { DiffCounts, DiffFile, type DiffView } from './DiffFile';
import { parsePatch } from './parsePatch';
import { revealHidden } from './revealHidden';
import { useDiffStyles } from './useDiffStyles';

/** Files that are shown before someone asks for all of them. */
export const MAX_FILES_SHOWN = 20;

/** Unified or split, kept in the address as `view`. */
export function useDiffView(): [DiffView, (view: DiffView) => void] {
  const { one, set } = useUrlFilters();
  return [
    one('view') === 'split' ? 'split' : 'unified',
    view => set({ view: view === 'split' ? 'split' : undefined }),
  ];
}

/** The switch between unified and split. */
export function DiffViewSwitch() {
  const t = useText();
  const [view, setView] = useDiffView();
  return (
    <ToggleButtonGroup
      size="small"
      exclusive
      value={view}
      aria-label={t('diff.view.label')}
      onChange={(_, next: DiffView | null) => next && setView(next)}
    >
      <ToggleButton value="unified">{t('diff.view.unified')}</ToggleButton>
      <ToggleButton value="split">{t('diff.view.split')}</ToggleButton>
    </ToggleButtonGroup>
  );
}

/**
 * Shows a patch. Its text is untrusted: all of it is put in as text, never as HTML.
 *
 * @param props - `patch` in git's unified format; `hideSwitch` where the page has the switch somewhere else
 */
export function DiffViewer(props: { patch: string; hideSwitch?: boolean }) {
  const { patch, hideSwitch = false } = props;
  const t = useText();
  const classes = useDiffStyles();
  const [view] = useDiffView();
  const [all, setAll] = useState(false);
  const files = useMemo(() => parsePatch(patch), [patch]);

  if (files === undefined) {
    return (
      <div className={classes.file}>
        <Typography className={classes.note}>{t('diff.unreadable')}</Typography>
        <pre className={classes.raw}>{revealHidden(patch)}</pre>
      </div>
    );
  }
  if (files.length === 0) {
    return <Typography>{t('diff.empty')}</Typography>;
  }
  const sum = (count: 'additions' | 'deletions') =>
    files.reduce((total, file) => total + file[count], 0);
  return (
    <div>
      <div className={classes.toolbar}>
        <Typography variant="body2">
          {t('diff.files', { count: files.length })}{' '}
          <DiffCounts
            additions={sum('additions')}
            deletions={sum('deletions')}
          />
        </Typography>
        <span className={classes.grow} />
        {!hideSwitch && <DiffViewSwitch />}
      </div>
      {(all ? files : files.slice(0, MAX_FILES_SHOWN)).map((file, index) => (
        <DiffFile key={`${index} ${file.newPath}`} file={file} view={view} />
      ))}
      {!all && files.length > MAX_FILES_SHOWN && (
        <Button variant="outlined" onClick={() => setAll(true)}>
          {t('diff.showAllFiles', { count: files.length })}
        </Button>
      )}
    </div>
  );
}
