import type { TargetSummary } from '@backstage-orchestrator/plugin-orchestrator-common';
import { memo, type ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { DiffCounts } from '../../../components/diff';
import { EntityName } from '../../../components/EntityName';
import { BriefTurn, turnTitle } from '../../../components/ExpectedTurnText';
import { RelativeTime } from '../../../components/RelativeTime';
import { SafeLink } from '../../../components/SafeLink';
import { TargetChip } from '../../../components/states';
import { useText } from '../../../translation';
import { COLUMNS, type TableLayout, type TargetColumn } from './useTableLayout';
import { useTableStyles } from './useTableStyles';

export interface TargetRowProps {
  target: TargetSummary;
  index: number;
  /** Where it stands in the list, in pixels. */
  start: number;
  size: number;
  layout: TableLayout;
  chosen: boolean;
  open: boolean;
  /** Name of its batch. */
  batch?: string;
  /** Address of a target, or of a part of its panel. */
  linkTo: (targetId: string, panel?: string) => string;
  onChoose: (target: TargetSummary, on: boolean) => void;
}

/** The one thing to know about a target besides its state. */
function noteOf(target: TargetSummary): string {
  return (
    target.failure?.message ??
    target.skipReason ??
    target.problems[0]?.message ??
    repositoryOf(target) ??
    target.entityRef
  );
}

function repositoryOf({ repository }: TargetSummary): string | undefined {
  return (
    repository &&
    (repository.path
      ? `${repository.name} / ${repository.path}`
      : repository.name)
  );
}

/**
 * A target as a row. It is drawn again only when it has changed.
 *
 * @remarks
 * Rows come into view by the dozen while somebody scrolls, so they are made of plain elements where those do: a box of
 * Material UI or a link of the portal costs several times as much.
 */
export const TargetRow = memo(PlainTargetRow);

function PlainTargetRow(props: TargetRowProps) {
  const {
    target,
    index,
    start,
    size,
    layout,
    chosen,
    open,
    batch,
    linkTo,
    onChoose,
  } = props;
  const t = useText();
  const classes = useTableStyles();
  const note = noteOf(target);
  const passed = target.gates.filter(gate => gate.result === 'passed').length;
  const cells: Record<TargetColumn, ReactNode> = {
    batch,
    owner: <EntityName entityRef={target.owner} />,
    gates: target.gates.length > 0 && (
      <Link to={linkTo(target.id, 'gates')} className={classes.link}>
        {t('sweep.table.gatesOf', {
          passed: String(passed),
          all: String(target.gates.length),
        })}
      </Link>
    ),
    diff: target.diff && (
      <Link to={linkTo(target.id, 'diff')}>
        <DiffCounts
          additions={target.diff.additions}
          deletions={target.diff.deletions}
        />
      </Link>
    ),
    change: target.change && (
      <SafeLink to={target.change.url}>
        {t(`state.change.${target.change.state}`)}
      </SafeLink>
    ),
    updated: <RelativeTime at={target.updatedAt} />,
  };
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-current={open || undefined}
      data-index={index}
      className={[
        classes[layout],
        classes.hover,
        chosen && classes.chosen,
        open && classes.open,
      ]
        .filter(Boolean)
        .join(' ')}
      style={{
        position: 'absolute',
        top: 0,
        left: 0,
        right: 0,
        height: size,
        transform: `translateY(${start}px)`,
      }}
    >
      <span role="cell">
        <input
          type="checkbox"
          className={classes.box}
          checked={chosen}
          onChange={event => onChoose(target, event.target.checked)}
          aria-label={t('sweep.table.select', { title: target.title })}
        />
      </span>
      <span role="cell">
        <Link
          to={linkTo(target.id)}
          className={`${classes.link} ${classes.title}`}
          title={target.entityRef}
        >
          {target.title}
        </Link>
        <span className={classes.note} title={note}>
          {note}
        </span>
      </span>
      <span role="cell">
        <TargetChip status={target.status} />
        {target.retryAt && (
          <span className={classes.note}>
            {t('sweep.table.retryAt')} <RelativeTime at={target.retryAt} />
          </span>
        )}
        {target.turn && !target.retryAt && (
          <span className={classes.note} title={turnTitle(t, target.turn)}>
            {target.turn.at && `${t('sweep.table.turnAt')} `}
            <BriefTurn turn={target.turn} />
          </span>
        )}
      </span>
      {COLUMNS[layout].map(column => (
        <span role="cell" key={column}>
          {cells[column]}
        </span>
      ))}
    </div>
  );
}
