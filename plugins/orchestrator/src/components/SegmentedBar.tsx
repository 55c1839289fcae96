import { Link } from '@backstage/core-components';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import type {
  TargetCounts,
  TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { HTMLAttributes, ReactNode } from 'react';
import { useText } from '../translation';
import {
  countOf,
  SEGMENT_LOOKS,
  SEGMENTS,
  STATUSES_OF_SEGMENT,
  STRIPED_SEGMENTS,
  toneColor,
} from './states';

const useStyles = makeStyles(
  theme => ({
    bar: {
      display: 'flex',
      gap: 2,
      height: theme.spacing(1.5),
      borderRadius: theme.shape.borderRadius,
      overflow: 'hidden',
      backgroundColor: theme.palette.action.disabledBackground,
    },
    segment: {
      display: 'block',
      minWidth: 6,
      transition: theme.transitions.create('flex-grow'),
      '@media (prefers-reduced-motion: reduce)': { transition: 'none' },
    },
    legend: {
      listStyle: 'none',
      margin: theme.spacing(0.5, 0, 0),
      padding: 0,
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(0.5, 2),
    },
    item: {
      display: 'inline-flex',
      alignItems: 'center',
      gap: theme.spacing(0.5),
    },
  }),
  { name: 'OrchestratorSegmentedBar' },
);

/**
 * How far a run is: a bar and its legend, each part a link to its targets.
 *
 * @param props - `linkTo` gives the address of the targets with these statuses, and is left out where they are those of
 * another moment; `compact` leaves the legend out
 */
export function SegmentedBar(props: {
  counts: TargetCounts;
  linkTo?: (statuses: TargetStatus[]) => string;
  compact?: boolean;
}) {
  const { counts, linkTo, compact = false } = props;
  const t = useText();
  const theme = useTheme();
  const classes = useStyles();
  const parts = SEGMENTS.map(segment => ({
    segment,
    count: countOf(counts, segment),
  })).filter(({ count }) => count > 0);
  const words = parts.map(
    ({ segment, count }) => `${t(`state.segment.${segment}`)}: ${count}`,
  );
  return (
    <div>
      <div
        className={classes.bar}
        role="group"
        aria-label={words.join(', ') || t('sweep.noTargetsYet')}
      >
        {parts.map(({ segment, count }, index) => (
          // The legend says and links the same; the bar itself is not a second stop for the keyboard.
          <Part
            key={segment}
            to={linkTo?.(STATUSES_OF_SEGMENT[segment])}
            tabIndex={-1}
            aria-hidden
            title={words[index]}
            className={classes.segment}
            style={{
              flexGrow: count,
              flexBasis: 0,
              backgroundColor: toneColor(theme, SEGMENT_LOOKS[segment].tone),
              backgroundImage: STRIPED_SEGMENTS.has(segment)
                ? `repeating-linear-gradient(135deg, transparent 0 4px, ${theme.palette.background.paper} 4px 6px)`
                : undefined,
            }}
          >
            {' '}
          </Part>
        ))}
      </div>
      {!compact && (
        <ul className={classes.legend}>
          {parts.map(({ segment, count }) => {
            const { icon: Icon, tone } = SEGMENT_LOOKS[segment];
            return (
              <li key={segment}>
                <Part
                  to={linkTo?.(STATUSES_OF_SEGMENT[segment])}
                  className={classes.item}
                >
                  <Icon
                    fontSize="small"
                    aria-hidden
                    style={{ color: toneColor(theme, tone) }}
                  />
                  {t(`state.segment.${segment}`)} {count}
                </Part>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}

type PartProps = Pick<
  HTMLAttributes<HTMLElement>,
  'className' | 'style' | 'title' | 'tabIndex' | 'aria-hidden'
> & { to?: string; children: ReactNode };

/** A link, or its words where there is nothing to link to. */
function Part({ to, tabIndex, children, ...rest }: PartProps) {
  return to === undefined ? (
    <span {...rest}>{children}</span>
  ) : (
    <Link {...rest} to={to} tabIndex={tabIndex}>
      {children}
    </Link>
  );
}
