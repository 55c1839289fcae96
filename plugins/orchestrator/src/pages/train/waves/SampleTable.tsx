import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import type { MetricSeries } from '../../../data';
import { useText } from '../../../translation';
import { figureName, figureValue } from './figureText';

/** The samples of a chart for who can't see it. */
export function SampleTable({ series }: { series: MetricSeries }) {
  const t = useText();
  const { figures, samples } = series;
  const [only] = figures;
  return (
    <Table size="small" aria-label={series.title}>
      <TableHead>
        <TableRow>
          <TableCell>{t('train.waves.sampledAt')}</TableCell>
          {figures.length < 2 ? (
            <TableCell align="right">{t('train.waves.value')}</TableCell>
          ) : (
            figures.map(figure => (
              <TableCell key={figure.name} align="right">
                {figureName(t, figure)}
              </TableCell>
            ))
          )}
          <TableCell>{t('train.waves.phase')}</TableCell>
          <TableCell>{t('train.waves.message')}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {samples.map(({ at, values, phase, message }) => (
          <TableRow key={at}>
            <TableCell>{new Date(at).toLocaleTimeString()}</TableCell>
            {(only ? figures : [undefined]).map((figure, place) => {
              const value = figure && values[figure.name];
              return (
                <TableCell key={figure?.name ?? place} align="right">
                  {value === undefined
                    ? t('train.waves.noValue')
                    : figureValue(t, value, figure?.unit)}
                </TableCell>
              );
            })}
            <TableCell>{phase}</TableCell>
            <TableCell>{message}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
