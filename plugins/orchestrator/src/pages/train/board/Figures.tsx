import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import type {
  Figure,
  MeasuredFigures,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useText } from '../../../translation';

/** The figures that a result was judged by, as they were kept with it. */
export function Figures(props: { measured: MeasuredFigures; label: string }) {
  const { measured, label } = props;
  const t = useText();
  const { score, figures } = measured;
  return (
    <TableContainer>
      <Table size="small" aria-label={label}>
        <TableHead>
          <TableRow>
            <TableCell>{t('train.board.figures.name')}</TableCell>
            <TableCell>{t('train.board.figures.value')}</TableCell>
            <TableCell>{t('train.board.figures.asked')}</TableCell>
            <TableCell>{t('train.board.figures.status')}</TableCell>
            <TableCell>{t('train.board.figures.count')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {figures.map(figure => (
            <TableRow key={figure.name}>
              <TableCell>{figure.name}</TableCell>
              <TableCell>{figure.value ?? figure.message}</TableCell>
              <TableCell>{figure.asked}</TableCell>
              <TableCell>{figure.status}</TableCell>
              <TableCell>
                <Count figure={figure} />
              </TableCell>
            </TableRow>
          ))}
          {score !== undefined && (
            <TableRow>
              <TableCell>{t('train.board.figures.score')}</TableCell>
              <TableCell colSpan={4}>{Math.round(score * 10) / 10}</TableCell>
            </TableRow>
          )}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

/** Samples of a metric by what they came to; points of an indicator. */
function Count({ figure: { samples, earned, weight } }: { figure: Figure }) {
  const t = useText();
  if (samples) {
    const { successful, failed, inconclusive, error } = samples;
    return (
      <>
        {t('train.board.figures.samples', {
          successful: String(successful),
          failed: String(failed),
          inconclusive: String(inconclusive),
          error: String(error),
        })}
      </>
    );
  }
  return earned !== undefined && weight !== undefined ? (
    <>
      {t('train.board.figures.earned', {
        earned: String(earned),
        weight: String(weight),
      })}
    </>
  ) : null;
}
