import Checkbox from '@material-ui/core/Checkbox';
import Typography from '@material-ui/core/Typography';
import Skeleton from '@material-ui/lab/Skeleton';
import { useVirtualizer } from '@tanstack/react-virtual';
import type {
  BatchSummary,
  TargetSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useCallback, useEffect, useRef, type KeyboardEvent } from 'react';
import { LiveIndicator } from '../../../components/LiveIndicator';
import type { Pages } from '../../../data';
import { useText } from '../../../translation';
import { TargetRow } from './TargetRow';
import { COLUMNS, useTableLayout } from './useTableLayout';
import { useTableStyles } from './useTableStyles';

const ROW_HEIGHT_PX = 60;
const OVERSCAN_ROWS = 8;

export interface TargetsTableProps {
  targets: Pages<TargetSummary>;
  batches: BatchSummary[];
  chosen: ReadonlyMap<string, TargetSummary>;
  onChoose: (chosen: ReadonlyMap<string, TargetSummary>) => void;
  linkTo: (targetId: string, panel?: string) => string;
  /** Target that is open in the panel. */
  openId?: string;
}

/**
 * Targets of a run. Only rows in view are in the page, so that thousands stay smooth.
 *
 * @remarks
 * The scroll bar is as long as the whole list from the start: rows that are not there yet are grey, and their
 * pages are loaded when they come into view. Arrow keys move from row to row.
 */
export function TargetsTable(props: TargetsTableProps) {
  const { targets, batches, chosen, onChoose, linkTo, openId } = props;
  const { items, totalItems, loadMore, setVisible } = targets;
  const t = useText();
  const classes = useTableStyles();
  const layout = useTableLayout();
  const scroller = useRef<HTMLDivElement>(null);
  const count = Math.max(items.length, targets.hasMore ? totalItems : 0);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: OVERSCAN_ROWS,
    getItemKey: index => items[index]?.id ?? index,
  });
  const visible = rows.getVirtualItems();
  const first = visible[0]?.index ?? 0;
  const last = visible[visible.length - 1]?.index ?? 0;
  useEffect(() => {
    setVisible(first, last);
    if (last + 1 > items.length) {
      loadMore(last + 1);
    }
  }, [first, last, items.length, loadMore, setVisible]);

  const chosenRef = useRef(chosen);
  chosenRef.current = chosen;
  const choose = useCallback(
    (target: TargetSummary, on: boolean) => {
      const next = new Map(chosenRef.current);
      if (on) {
        next.set(target.id, target);
      } else {
        next.delete(target.id);
      }
      onChoose(next);
    },
    [onChoose],
  );
  const all = items.length > 0 && items.every(target => chosen.has(target.id));

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = (event.target as HTMLElement).closest<HTMLElement>(
      '[data-index]',
    );
    if (step === undefined || row === null) {
      return;
    }
    event.preventDefault();
    const next = Math.min(
      Math.max(Number(row.dataset.index) + step, 0),
      items.length - 1,
    );
    rows.scrollToIndex(next);
    // The row may have to be drawn first.
    requestAnimationFrame(() =>
      scroller.current
        ?.querySelector<HTMLElement>(`[data-index="${next}"] a`)
        ?.focus(),
    );
  };

  return (
    <>
      <div className={classes.caption}>
        <Typography variant="body2">
          {t('sweep.table.count', { count: totalItems })}
        </Typography>
        {targets.error && <LiveIndicator query={targets} />}
      </div>
      {/* Keys are handled for the links and boxes inside; the table itself takes the focus so that keys can scroll it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={scroller}
        role="table"
        aria-label={t('sweep.table.label')}
        aria-rowcount={count + 1}
        aria-busy={targets.loadingMore}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={classes.scroller}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" className={classes.head}>
          <div role="row" aria-rowindex={1} className={classes[layout]}>
            <span role="columnheader">
              <Checkbox
                size="small"
                color="primary"
                checked={all}
                indeterminate={!all && chosen.size > 0}
                onChange={(_, on) =>
                  onChoose(
                    on
                      ? new Map(items.map(target => [target.id, target]))
                      : new Map(),
                  )
                }
                inputProps={{ 'aria-label': t('sweep.table.selectAll') }}
              />
            </span>
            <span role="columnheader">{t('sweep.table.target')}</span>
            <span role="columnheader">{t('sweep.table.status')}</span>
            {COLUMNS[layout].map(column => (
              <span role="columnheader" key={column}>
                {t(`sweep.table.${column}`)}
              </span>
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          style={{ height: rows.getTotalSize(), position: 'relative' }}
        >
          {visible.map(({ index, key, start, size }) => {
            const target = items[index];
            const place = {
              position: 'absolute',
              top: 0,
              left: 0,
              right: 0,
              height: size,
              transform: `translateY(${start}px)`,
            } as const;
            return target ? (
              <TargetRow
                key={key}
                target={target}
                index={index}
                start={start}
                size={size}
                layout={layout}
                chosen={chosen.has(target.id)}
                open={target.id === openId}
                batch={
                  target.batch === undefined
                    ? undefined
                    : batches[target.batch]?.name ?? String(target.batch + 1)
                }
                linkTo={linkTo}
                onChoose={choose}
              />
            ) : (
              <div
                role="row"
                aria-rowindex={index + 2}
                key={key}
                style={place}
                className={classes.loadingRow}
              >
                <span role="cell" aria-label={t('sweep.table.loadingRow')}>
                  <Skeleton animation={false} width="60%" />
                </span>
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}
