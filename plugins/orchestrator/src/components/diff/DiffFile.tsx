/* eslint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls sideways must be reachable by keyboard */
import Button from '@material-ui/core/Button';
import Chip from '@material-ui/core/Chip';
import Typography from '@material-ui/core/Typography';
import { memo, useMemo, useState } from 'react';
import { Decoration, Diff, Hunk, type HunkData } from 'react-diff-view';
import { useText } from '../../translation';
import { tokensOf } from './highlight';
import type { PatchFile } from './parsePatch';
import { useDiffStyles } from './useDiffStyles';

/** Lines of a file that are shown before someone asks for all of them. */
export const MAX_LINES_SHOWN = 300;

/** How lines stand: one below the other, or old and new side by side. */
export type DiffView = 'unified' | 'split';

/** One file of a diff: its name, what happened to it, and its lines. */
export const DiffFile = memo(PlainDiffFile);

function PlainDiffFile(props: { file: PatchFile; view: DiffView }) {
  const { file, view } = props;
  const t = useText();
  const classes = useDiffStyles();
  const lines = file.hunks.reduce((sum, hunk) => sum + hunk.changes.length, 0);
  const [all, setAll] = useState(false);
  const tokens = useMemo(() => tokensOf(file), [file]);
  const hunks = useMemo(
    () => (all ? file.hunks : firstLines(file.hunks, MAX_LINES_SHOWN)),
    [file, all],
  );
  const name =
    file.type === 'rename' || file.type === 'copy'
      ? `${file.oldPath} → ${file.newPath}`
      : file.newPath || file.oldPath;

  return (
    <section className={classes.file} aria-label={name}>
      <header className={classes.header}>
        <Typography component="h4" className={classes.path}>
          {name}
        </Typography>
        {file.type !== 'modify' && (
          <Chip
            size="small"
            variant="outlined"
            style={{ margin: 0 }}
            label={t(`diff.type.${file.type}`)}
          />
        )}
        <DiffCounts additions={file.additions} deletions={file.deletions} />
      </header>
      {file.notes.length > 0 && (
        <Typography variant="caption" component="p" className={classes.note}>
          {file.notes.join(' · ')}
        </Typography>
      )}
      {file.isBinary && (
        <Typography className={classes.note}>{t('diff.binary')}</Typography>
      )}
      {!file.isBinary && lines === 0 && (
        <Typography className={classes.note}>{t('diff.noLines')}</Typography>
      )}
      {lines > 0 && (
        // Long lines scroll inside the file's box, which takes the focus so that keys can scroll it.
        <div
          className={classes.scroll}
          tabIndex={0}
          role="group"
          aria-label={name}
        >
          <Diff
            viewType={view}
            diffType={file.type}
            hunks={hunks}
            tokens={tokens}
            className={classes.table}
          >
            {shown =>
              shown.flatMap(hunk => [
                <Decoration key={`head ${hunk.content}`}>
                  {hunk.content}
                </Decoration>,
                <Hunk key={hunk.content} hunk={hunk} />,
              ])
            }
          </Diff>
        </div>
      )}
      {lines > MAX_LINES_SHOWN && !all && (
        <Button size="small" onClick={() => setAll(true)}>
          {t('diff.showAllLines', { count: lines })}
        </Button>
      )}
    </section>
  );
}

/** Lines added and removed, with their signs. */
export function DiffCounts(props: { additions: number; deletions: number }) {
  const t = useText();
  const classes = useDiffStyles();
  return (
    <span
      aria-label={t('diff.counts', {
        additions: String(props.additions),
        deletions: String(props.deletions),
      })}
      role="img"
    >
      <span className={classes.added}>+{props.additions}</span>{' '}
      <span className={classes.removed}>−{props.deletions}</span>
    </span>
  );
}

function firstLines(hunks: HunkData[], limit: number): HunkData[] {
  const shown: HunkData[] = [];
  let left = limit;
  for (const hunk of hunks) {
    if (left <= 0) {
      break;
    }
    shown.push(
      hunk.changes.length <= left
        ? hunk
        : { ...hunk, changes: hunk.changes.slice(0, left) },
    );
    left -= hunk.changes.length;
  }
  return shown;
}
