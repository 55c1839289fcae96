import { makeStyles } from '@material-ui/core/styles';
import { Disclosure } from '../../../components/Disclosure';
import { ReasonText } from '../../../components/ReasonText';
import { StandingChip } from '../../../components/states';
import { quietColor } from '../../../components/states/tones';
import type { BoardCell } from '../../../data';
import { useText } from '../../../translation';

const useStyles = makeStyles(
  theme => ({
    list: {
      listStyle: 'none',
      margin: theme.spacing(0.5, 0),
      padding: 0,
      overflowWrap: 'anywhere',
    },
    item: { padding: theme.spacing(0.25, 0) },
    quiet: { color: quietColor(theme) },
  }),
  { name: 'OrchestratorFindings' },
);

/** A cell of the board, and whose it is. */
export interface Finding {
  who?: string;
  cell: BoardCell;
}

/** What was found, for somebody who signs for all of it: whatever is no plain pass in words, the rest one click away. */
export function Findings({ findings }: { findings: Finding[] }) {
  const t = useText();
  const passes = findings.filter(({ cell }) => cell.status === 'pass');
  const others = findings.filter(({ cell }) => cell.status !== 'pass');
  return (
    <>
      <FindingList findings={others} />
      {passes.length > 0 && (
        <Disclosure
          label={t('train.board.findings.passes', { count: passes.length })}
        >
          <FindingList findings={passes} />
        </Disclosure>
      )}
    </>
  );
}

function FindingList({ findings }: { findings: Finding[] }) {
  const classes = useStyles();
  return findings.length === 0 ? null : (
    <ul className={classes.list}>
      {findings.map(({ who, cell }) => (
        <li key={`${who} ${cell.criterion}`} className={classes.item}>
          <StandingChip status={cell.status} />{' '}
          {who === undefined ? cell.title : `${who}: ${cell.title}`}{' '}
          <span className={classes.quiet}>
            <ReasonText text={cell.summary} />
          </span>
        </li>
      ))}
    </ul>
  );
}
