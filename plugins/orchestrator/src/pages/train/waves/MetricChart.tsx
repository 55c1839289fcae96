import { makeStyles, useTheme } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { Disclosure } from '../../../components/Disclosure';
import { MetricPhaseChip, toneColor } from '../../../components/states';
import { quietColor } from '../../../components/states/tones';
import type { MetricSeries } from '../../../data';
import { useText } from '../../../translation';
import { chartGeometry } from './chartGeometry';
import { thresholdsOf } from './thresholds';

const WIDTH = 320;
const HEIGHT = 120;
/** Room for the numbers at the left. */
const LEFT = 44;

const BAD = ['Failed', 'Error', 'Inconclusive'];

const useStyles = makeStyles(
  theme => ({
    root: { margin: 0, minWidth: 0 },
    drawing: { width: '100%', height: 'auto', overflow: 'visible' },
    quiet: { color: quietColor(theme), overflowWrap: 'anywhere' },
  }),
  { name: 'OrchestratorMetricChart' },
);

const numberText = (value: number) => String(Number(value.toPrecision(4)));

/** Samples of a metric as a line with its thresholds; the same as a table for who can't see it. */
export function MetricChart({ series }: { series: MetricSeries }) {
  const t = useText();
  const theme = useTheme();
  const classes = useStyles();
  const thresholds = thresholdsOf(series.condition);
  const { lines, low, high, yOf } = chartGeometry(
    series.samples,
    thresholds.map(({ value }) => value),
    { width: WIDTH - LEFT, height: HEIGHT },
  );
  const last = [...series.samples]
    .reverse()
    .find(({ value }) => value !== undefined)?.value;
  const limits = thresholds.map(({ operator, value }) =>
    t('train.waves.threshold', { operator, value: numberText(value) }),
  );
  const said = [
    t('train.waves.chart', {
      title: series.title,
      count: series.samples.length,
      last: last === undefined ? t('train.waves.noValue') : numberText(last),
    }),
    ...limits,
  ].join(', ');
  const badDots = series.samples.filter(
    ({ phase, value }) => BAD.includes(phase) && value !== undefined,
  );
  const times = series.samples.map(({ at }) => Date.parse(at));
  const start = Math.min(...times);
  const span = Math.max(...times) - start || 1;
  return (
    <figure className={classes.root}>
      <figcaption>
        <strong>{series.title}</strong> <MetricPhaseChip phase={series.phase} />
        {series.dryRun && (
          <span className={classes.quiet}> {t('train.waves.dryRun')}</span>
        )}
        {series.condition && (
          <div className={classes.quiet}>
            {t('train.waves.condition')}: <code>{series.condition}</code>
          </div>
        )}
      </figcaption>
      {series.samples.length === 0 ? (
        <Typography variant="body2">{t('train.waves.noSamples')}</Typography>
      ) : (
        <>
          <svg
            className={classes.drawing}
            viewBox={`0 -8 ${WIDTH} ${HEIGHT + 16}`}
            role="img"
            aria-label={said}
          >
            {[low, high].map(value => (
              <text
                key={value}
                x={LEFT - 6}
                y={yOf(value) + 4}
                textAnchor="end"
                fontSize={10}
                fill={theme.palette.text.primary}
              >
                {numberText(value)}
              </text>
            ))}
            <g transform={`translate(${LEFT} 0)`}>
              <path
                d={`M0 0V${HEIGHT}H${WIDTH - LEFT}`}
                fill="none"
                stroke={theme.palette.divider}
              />
              {thresholds.map(({ operator, value }) => (
                <g key={`${operator}${value}`}>
                  <line
                    x1={0}
                    x2={WIDTH - LEFT}
                    y1={yOf(value)}
                    y2={yOf(value)}
                    stroke={toneColor(theme, 'bad')}
                    strokeDasharray="6 4"
                  />
                  <text
                    x={WIDTH - LEFT}
                    y={yOf(value) - 3}
                    textAnchor="end"
                    fontSize={10}
                    fill={theme.palette.text.primary}
                  >
                    {operator} {numberText(value)}
                  </text>
                </g>
              ))}
              {lines.map(points => (
                <polyline
                  key={points[0].x}
                  fill="none"
                  stroke={toneColor(theme, 'open')}
                  strokeWidth={2}
                  points={points.map(({ x, y }) => `${x},${y}`).join(' ')}
                />
              ))}
              {badDots.map(({ at, value = 0 }) => (
                <circle
                  key={at}
                  r={4}
                  cx={((Date.parse(at) - start) / span) * (WIDTH - LEFT)}
                  cy={yOf(value)}
                  fill={toneColor(theme, 'bad')}
                />
              ))}
            </g>
          </svg>
          <Disclosure label={t('train.waves.table')}>
            <SampleTable series={series} />
          </Disclosure>
        </>
      )}
    </figure>
  );
}

function SampleTable({ series }: { series: MetricSeries }) {
  const t = useText();
  return (
    <Table size="small" aria-label={series.title}>
      <TableHead>
        <TableRow>
          <TableCell>{t('train.waves.sampledAt')}</TableCell>
          <TableCell align="right">{t('train.waves.value')}</TableCell>
          <TableCell>{t('train.waves.phase')}</TableCell>
          <TableCell>{t('train.waves.message')}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {series.samples.map(({ at, value, phase, message }) => (
          <TableRow key={at}>
            <TableCell>{new Date(at).toLocaleTimeString()}</TableCell>
            <TableCell align="right">
              {value === undefined
                ? t('train.waves.noValue')
                : numberText(value)}
            </TableCell>
            <TableCell>{phase}</TableCell>
            <TableCell>{message}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
