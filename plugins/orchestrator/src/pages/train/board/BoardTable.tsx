import { makeStyles, useTheme } from '@material-ui/core/styles';
import {
  memo,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
} from 'react';
import { useHref, useNavigate } from 'react-router-dom';
import { useReasonWords } from '../../../components/ReasonText';
import { useLanguage } from '../../../components/RelativeTime';
import {
  CriticalityChip,
  STANDING_LOOKS,
  toneColor,
} from '../../../components/states';
import { quietColor } from '../../../components/states/tones';
import type { BoardCell, TrainSummary } from '../../../data';
import { useText } from '../../../translation';
import { ageInWords, shortAge } from './ageText';
import { cellText } from './cellAddress';

/** A column: a criterion of a gate. */
export interface BoardColumn {
  gate: string;
  criterion: string;
  title: string;
}

/** A row: a product, or the train as a whole. */
export interface BoardRowData {
  id: string;
  title: string;
  product?: TrainSummary['products'][number];
  /** In the order of the columns; undefined where nothing is asked. */
  cells: (BoardCell | undefined)[];
}

const useStyles = makeStyles(
  theme => ({
    scroll: {
      overflow: 'auto',
      maxHeight: '75vh',
      border: `1px solid ${theme.palette.divider}`,
      backgroundColor: theme.palette.background.paper,
    },
    table: {
      borderCollapse: 'separate',
      borderSpacing: 0,
      '& th, & td': {
        padding: theme.spacing(0.5, 1),
        borderBottom: `1px solid ${theme.palette.divider}`,
        textAlign: 'left',
        verticalAlign: 'top',
      },
      '& thead th': {
        position: 'sticky',
        top: 0,
        zIndex: 2,
        backgroundColor: theme.palette.background.paper,
        verticalAlign: 'bottom',
      },
      '& thead tr:nth-child(2) th': { top: 33, maxWidth: 130 },
      '& thead tr:first-child th': { height: 24, whiteSpace: 'nowrap' },
    },
    firstOfGate: { borderLeft: `2px solid ${theme.palette.divider}` },
    rowHead: {
      position: 'sticky',
      left: 0,
      zIndex: 1,
      minWidth: 150,
      maxWidth: 240,
      overflowWrap: 'anywhere',
      backgroundColor: theme.palette.background.paper,
      [theme.breakpoints.down('xs')]: { position: 'static' },
    },
    corner: { zIndex: '3 !important' as unknown as number, left: 0 },
    quiet: {
      color: quietColor(theme),
      fontWeight: theme.typography.fontWeightRegular as number,
      fontSize: theme.typography.caption.fontSize,
    },
    cell: {
      display: 'inline-flex',
      alignItems: 'center',
      gap: theme.spacing(0.5),
      minHeight: 32,
      minWidth: 32,
      whiteSpace: 'nowrap',
      color: theme.palette.text.primary,
      textDecoration: 'none',
      '&:hover': { textDecoration: 'underline' },
      '&:focus-visible': {
        outline: `2px solid ${theme.palette.primary.main}`,
      },
    },
    blocks: { fontWeight: theme.typography.fontWeightBold as number },
    none: { color: quietColor(theme) },
  }),
  { name: 'OrchestratorBoardTable' },
);

const MOVES: Record<string, [rows: number, columns: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

const Row = memo(PlainRow, (before, after) => {
  const { row, ...others } = before;
  return (
    (Object.keys(others) as (keyof typeof others)[]).every(
      name => before[name] === after[name],
    ) && JSON.stringify(row) === JSON.stringify(after.row)
  );
});

/**
 * Products down, criteria across: each cell says by icon, word and age where it stands, and opens its evidence.
 *
 * @remarks
 * A grid with one stop for the Tab key, in which the arrow keys move. Cells are plain links with one listener for all of
 * them: 50 products with 10 criteria are 500.
 * @param props - `linkTo` gives the address of a cell; without it, cells are not opened
 */
export function BoardTable(props: {
  label: string;
  columns: BoardColumn[];
  gates: { id: string; title: string; columns: number }[];
  rows: BoardRowData[];
  now: string;
  linkTo?: (cell: string) => string;
}) {
  const { label, columns, gates, rows, linkTo } = props;
  // Ages are said by the minute: within one, nothing has to be drawn again.
  const now = `${props.now.slice(0, 17)}00.000Z`;
  const t = useText();
  const classes = useStyles();
  const navigate = useNavigate();
  // Once for all rows: the hook is told of every change of the address.
  const base = useHref('/').replace(/\/$/, '');
  const body = useRef<HTMLTableSectionElement>(null);
  const [[stopRow, stopColumn], setStop] = useState<[number, number]>([0, 0]);
  const firstColumns = useMemo(() => {
    let next = 0;
    return new Set(
      gates.map(gate => {
        const first = next;
        next += gate.columns;
        return first;
      }),
    );
  }, [gates]);

  const move = (event: KeyboardEvent) => {
    const cell = (event.target as HTMLElement).closest('td');
    const step = MOVES[event.key];
    if (!cell || (!step && event.key !== 'Home' && event.key !== 'End')) {
      return;
    }
    event.preventDefault();
    const at = [Number(cell.dataset.row), Number(cell.dataset.column)];
    const clamp = (value: number, count: number) =>
      Math.min(count - 1, Math.max(0, value));
    const target: [number, number] = step
      ? [
          clamp(at[0] + step[0], rows.length),
          clamp(at[1] + step[1], columns.length),
        ]
      : [at[0], event.key === 'Home' ? 0 : columns.length - 1];
    setStop(target);
    body.current
      ?.querySelector<HTMLElement>(
        `td[data-row="${target[0]}"][data-column="${target[1]}"] > *`,
      )
      ?.focus();
  };
  const open = (event: MouseEvent) => {
    const link = (event.target as HTMLElement).closest('a');
    const cell = link?.dataset.cell;
    const plain = !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (cell && linkTo && plain) {
      event.preventDefault();
      navigate(linkTo(cell));
    }
  };
  return (
    <div className={classes.scroll}>
      <table role="grid" className={classes.table} aria-label={label}>
        <thead>
          <tr>
            <th
              rowSpan={2}
              scope="col"
              className={`${classes.rowHead} ${classes.corner}`}
            >
              {t('train.board.who')}
            </th>
            {gates.map(gate => (
              <th
                key={gate.id}
                colSpan={gate.columns}
                scope="colgroup"
                className={classes.firstOfGate}
              >
                {gate.title}
              </th>
            ))}
          </tr>
          <tr>
            {columns.map((column, index) => (
              <th
                key={`${column.gate}/${column.criterion}`}
                scope="col"
                className={
                  firstColumns.has(index) ? classes.firstOfGate : undefined
                }
              >
                <span className={classes.quiet}>{column.title}</span>
              </th>
            ))}
          </tr>
        </thead>
        {/* Enter on a link is a click; the arrow keys are the body's own. */}
        {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
        <tbody ref={body} onKeyDown={move} onClick={open}>
          {rows.map((row, index) => (
            <Row
              key={row.id}
              row={row}
              index={index}
              columns={columns}
              firstColumns={firstColumns}
              now={now}
              linkTo={linkTo}
              base={base}
              stop={stopRow === index ? stopColumn : undefined}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PlainRow(props: {
  row: BoardRowData;
  index: number;
  columns: BoardColumn[];
  firstColumns: ReadonlySet<number>;
  now: string;
  linkTo?: (cell: string) => string;
  /** Where the portal is mounted. */
  base: string;
  stop?: number;
}) {
  const { row, index, columns, firstColumns, now, linkTo, base, stop } = props;
  const t = useText();
  const inWords = useReasonWords();
  const theme = useTheme();
  const classes = useStyles();
  const language = useLanguage();
  const { product } = row;
  return (
    <tr>
      <th scope="row" className={classes.rowHead}>
        {row.title}
        <div className={classes.quiet}>
          {product ? (
            <>
              {t('train.board.release', { release: product.release })}{' '}
              <CriticalityChip criticality={product.criticality} />
              {!product.aboard && <div>{t('train.board.left')}</div>}
            </>
          ) : (
            t('train.board.ofWhole')
          )}
        </div>
      </th>
      {columns.map((column, place) => {
        const cell = row.cells[place];
        const tabIndex = stop === place ? 0 : -1;
        const common = {
          'data-row': index,
          'data-column': place,
          className: firstColumns.has(place) ? classes.firstOfGate : undefined,
        };
        const key = `${column.gate}/${column.criterion}`;
        if (!cell) {
          return (
            <td key={key} {...common}>
              {/* A stop for the arrow keys, so that they don't end at a gap. */}
              {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
              <span className={classes.none} tabIndex={tabIndex}>
                <span aria-hidden>–</span>
                <span style={{ position: 'absolute', left: -9999 }}>
                  {t('train.board.notAsked')}
                </span>
              </span>
            </td>
          );
        }
        const { icon: Icon, tone } = STANDING_LOOKS[cell.status];
        const status = t(`trainState.standing.${cell.status}`);
        const words = { who: row.title, criterion: cell.title, status };
        const said =
          cell.at === undefined
            ? t('train.board.cell', words)
            : t('train.board.cellAge', {
                ...words,
                age: ageInWords(cell.at, now, language),
              });
        const address = cellText({
          part: row.id,
          gate: column.gate,
          criterion: column.criterion,
        });
        const content = (
          <>
            <Icon
              fontSize="small"
              aria-hidden
              style={{ color: toneColor(theme, tone) }}
            />
            <span className={cell.blocks ? classes.blocks : undefined}>
              {status}
            </span>
            {cell.at !== undefined && (
              <span className={classes.quiet}>{shortAge(cell.at, now)}</span>
            )}
          </>
        );
        return (
          <td key={key} {...common}>
            {linkTo ? (
              <a
                className={classes.cell}
                href={`${base}${linkTo(address)}`}
                data-cell={address}
                tabIndex={tabIndex}
                aria-label={
                  cell.blocks ? `${said}, ${t('train.board.blocks')}` : said
                }
                title={inWords(cell.summary)}
              >
                {content}
              </a>
            ) : (
              // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
              <span
                className={classes.cell}
                tabIndex={tabIndex}
                title={inWords(cell.summary)}
              >
                {content}
              </span>
            )}
          </td>
        );
      })}
    </tr>
  );
}
