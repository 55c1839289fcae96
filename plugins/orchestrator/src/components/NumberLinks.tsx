import { Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(
  theme => ({
    list: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1, 4),
      listStyle: 'none',
      margin: 0,
      padding: 0,
    },
    number: {
      display: 'block',
      fontSize: theme.typography.h4.fontSize,
      lineHeight: 1.3,
    },
  }),
  { name: 'OrchestratorNumberLinks' },
);

/** A number with the words for it, and where its rows are. */
export interface NumberLink {
  count: number;
  label: string;
  to: string;
}

/** Numbers as links to their rows. */
export function NumberLinks(props: { numbers: NumberLink[] }) {
  const classes = useStyles();
  return (
    <ul className={classes.list}>
      {props.numbers.map(({ count, label, to }) => (
        <li key={label}>
          <Link to={to}>
            <span className={classes.number}>{count}</span> {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}
