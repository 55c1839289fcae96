import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import type { ReactNode } from 'react';

const useStyles = makeStyles(
  theme => ({
    cell: { overflowWrap: 'anywhere', minWidth: theme.spacing(9) },
  }),
  { name: 'OrchestratorOperatorRows' },
);

/** A small table, or a sentence where it would be empty. On a narrow screen it scrolls by itself. */
export function Rows(props: {
  label: string;
  empty: string;
  columns: string[];
  rows: { key: string; cells: ReactNode[] }[];
}) {
  const { label, empty, columns, rows } = props;
  const classes = useStyles();
  if (rows.length === 0) {
    return <Typography variant="body2">{empty}</Typography>;
  }
  return (
    <TableContainer tabIndex={0} role="group" aria-label={label}>
      <Table size="small" aria-label={label}>
        <TableHead>
          <TableRow>
            {columns.map(column => (
              <TableCell key={column}>{column}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(({ key, cells }) => (
            <TableRow key={key}>
              {cells.map((cell, index) => (
                <TableCell key={columns[index]} className={classes.cell}>
                  {cell}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
