import type { MetricSeries } from '../../../data';
import type { Text } from '../../../translation';

type Figure = MetricSeries['figures'][number];

/** What a line of a chart is called. */
export function figureName(t: Text, { name, unit }: Figure): string {
  if (name === 'differencePercent' || name === 'confidence') {
    return t(`train.waves.figure.${name}`);
  }
  if (unit === 'times') {
    const [long, short] = name.split('/');
    return t('train.waves.figure.burn', { long, short });
  }
  return name;
}

/** A number as charts write it, with its unit. */
export function figureValue(t: Text, value: number, unit?: Figure['unit']) {
  const text = String(Number(value.toPrecision(4)));
  return unit ? t(`train.waves.unit.${unit}`, { value: text }) : text;
}
