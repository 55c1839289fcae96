import { makeStyles, useTheme, type Theme } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { Disclosure } from '../../../components/Disclosure';
import { MetricPhaseChip, toneColor } from '../../../components/states';
import { quietColor } from '../../../components/states/tones';
import type { MetricSeries } from '../../../data';
import { useText, type Text } from '../../../translation';
import { chartGeometry } from './chartGeometry';
import { figureName, figureValue } from './figureText';
import { lineStyle } from './lineStyles';
import { SampleTable } from './SampleTable';
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
    legend: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(0, 2),
      margin: 0,
      padding: 0,
      listStyle: 'none',
      fontSize: theme.typography.caption.fontSize,
    },
    quiet: { color: quietColor(theme), overflowWrap: 'anywhere' },
  }),
  { name: 'OrchestratorMetricChart' },
);

/** Samples of a metric as lines with their thresholds; the same as a table for who can't see it. */
export function MetricChart(props: { series: MetricSeries; again?: boolean }) {
  const { series, again } = props;
  const { figures, samples } = series;
  const t = useText();
  const theme = useTheme();
  const classes = useStyles();
  const several = figures.length > 1;
  const thresholds = thresholdLines(t, series);
  const { lines, low, high, yOf, xOf } = chartGeometry(
    figures.map(({ name }) => name),
    samples,
    thresholds.map(({ value }) => value),
    { width: WIDTH - LEFT, height: HEIGHT },
  );
  const lasts = figures.map(figure => {
    const last = [...samples]
      .reverse()
      .find(one => one.values[figure.name] !== undefined);
    const value = last
      ? figureValue(t, last.values[figure.name], figure.unit)
      : t('train.waves.noValue');
    return { figure, name: figureName(t, figure), value };
  });
  const last = lasts.map(({ name, value }) =>
    t(`train.waves.${several ? 'lastOf' : 'lastValue'}`, { name, value }),
  );
  const said = [
    t('train.waves.chart', {
      title: series.title,
      count: samples.length,
      last:
        last.join(', ') ||
        t('train.waves.lastValue', { value: t('train.waves.noValue') }),
    }),
    ...thresholds.map(({ says }) => says),
  ].join(', ');
  const bad = samples.filter(({ phase }) => BAD.includes(phase));
  return (
    <figure className={classes.root}>
      <figcaption>
        <strong>{series.title}</strong> <MetricPhaseChip phase={series.phase} />
        {series.dryRun && (
          <span className={classes.quiet}> {t('train.waves.dryRun')}</span>
        )}
        {again && (
          <span className={classes.quiet}>
            {' '}
            {t('train.waves.round', { round: series.round })}
          </span>
        )}
        {(['successCondition', 'failureCondition'] as const).map(
          condition =>
            series[condition] && (
              <div key={condition} className={classes.quiet}>
                {t(`train.waves.${condition}`)}:{' '}
                <code>{series[condition]}</code>
              </div>
            ),
        )}
      </figcaption>
      {samples.length === 0 ? (
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
                {figureValue(t, value)}
              </text>
            ))}
            <g transform={`translate(${LEFT} 0)`}>
              <path
                d={`M0 0V${HEIGHT}H${WIDTH - LEFT}`}
                fill="none"
                stroke={theme.palette.divider}
              />
              {thresholds.map(({ value, label, says, stroke }) => (
                <g key={says}>
                  <line
                    x1={0}
                    x2={WIDTH - LEFT}
                    y1={yOf(value)}
                    y2={yOf(value)}
                    stroke={stroke(theme)}
                    strokeDasharray="6 4"
                  />
                  <text
                    x={WIDTH - LEFT}
                    y={yOf(value) - 3}
                    textAnchor="end"
                    fontSize={10}
                    fill={theme.palette.text.primary}
                  >
                    {label}
                  </text>
                </g>
              ))}
              {figures.map(({ name }, place) =>
                lines[name].map(points =>
                  points.length > 1 ? (
                    <polyline
                      key={`${name} ${points[0].x}`}
                      fill="none"
                      {...lineStyle(theme, place)}
                      points={points.map(({ x, y }) => `${x},${y}`).join(' ')}
                    />
                  ) : (
                    <circle
                      key={`${name} ${points[0].x}`}
                      r={3}
                      cx={points[0].x}
                      cy={points[0].y}
                      fill={lineStyle(theme, place).stroke}
                    />
                  ),
                ),
              )}
              {bad.map(({ at, values }) => {
                const value = several ? undefined : values[figures[0]?.name];
                return (
                  <circle
                    key={at}
                    r={4}
                    cx={xOf(at)}
                    cy={value === undefined ? HEIGHT : yOf(value)}
                    fill={toneColor(theme, 'bad')}
                  />
                );
              })}
            </g>
          </svg>
          {several && (
            <ul className={classes.legend}>
              {lasts.map(({ figure, name, value }, place) => (
                <li key={figure.name}>
                  <svg width={28} height={8} aria-hidden>
                    <path d="M0 4H28" {...lineStyle(theme, place)} />
                  </svg>{' '}
                  {name}: {value}
                </li>
              ))}
            </ul>
          )}
          <Disclosure label={t('train.waves.table')}>
            <SampleTable series={series} />
          </Disclosure>
        </>
      )}
    </figure>
  );
}

interface ThresholdLine {
  value: number;
  /** In the drawing. */
  label: string;
  /** To who can't see it. */
  says: string;
  stroke: (theme: Theme) => string;
}

/** What conditions compare with, and what a burn rate or a comparison judges by. */
function thresholdLines(t: Text, series: MetricSeries): ThresholdLine[] {
  const compared = (
    [
      ['passes', series.successCondition, 'good'],
      ['fails', series.failureCondition, 'bad'],
    ] as const
  ).flatMap(([way, condition, tone]) =>
    thresholdsOf(condition).map(({ operator, value }): ThresholdLine => {
      const label = t(`train.waves.threshold.${way}`, {
        operator,
        value: figureValue(t, value),
      });
      return {
        value,
        label,
        says: label,
        stroke: theme => toneColor(theme, tone),
      };
    }),
  );
  const limits = series.figures.flatMap((figure, place) =>
    figure.limits.map((value): ThresholdLine => {
      const text = figureValue(t, value, figure.unit);
      return {
        value,
        label:
          figure.unit === 'times'
            ? `${figure.name}: ${text}`
            : t('train.waves.threshold.limit', { value: text }),
        says: t('train.waves.threshold.limitOf', {
          name: figureName(t, figure),
          value: text,
        }),
        stroke: theme => lineStyle(theme, place).stroke,
      };
    }),
  );
  return [...compared, ...limits];
}
