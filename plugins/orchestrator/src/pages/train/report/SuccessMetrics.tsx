import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import {
  measureObstacle,
  openSuccessMetrics,
  successByKind,
  successDueAt,
  type SuccessMetric,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { CommandButton } from '../../../components/dialogs';
import { EvidenceLinks } from '../../../components/EvidenceLinks';
import { EntityNameOrText } from '../../../components/EntityName';
import { RelativeTime } from '../../../components/RelativeTime';
import { useText } from '../../../translation';
import { titleOf, useTrainPage, useWhyEnded } from '../TrainContext';

/** What was promised and what came of it; a value can be recorded, or why there is none. */
export function SuccessMetrics() {
  const t = useText();
  const { detail } = useTrainPage();
  const { success } = detail.train.manifest.spec;
  return success.length === 0 ? (
    <Typography variant="body2">
      {t('train.closing.report.noSuccess')}
    </Typography>
  ) : (
    // Where it is wider than the screen, it is moved with the keys.
    <TableContainer
      tabIndex={0}
      role="group"
      aria-label={t('train.closing.report.success')}
    >
      <Table size="small" aria-label={t('train.closing.report.success')}>
        <TableHead>
          <TableRow>
            <TableCell>{t('train.closing.report.metric')}</TableCell>
            <TableCell>{t('train.closing.report.kind')}</TableCell>
            <TableCell>{t('train.closing.report.product')}</TableCell>
            <TableCell>{t('train.closing.report.target')}</TableCell>
            <TableCell>{t('train.closing.report.value')}</TableCell>
            <TableCell>{t('train.closing.report.measured')}</TableCell>
            <TableCell />
          </TableRow>
        </TableHead>
        <TableBody>
          {successByKind(success).map(metric => (
            <MetricRow key={metric.id} metric={metric} />
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

function MetricRow({ metric }: { metric: SuccessMetric }) {
  const t = useText();
  const { detail, send } = useTrainPage();
  const whyNot = useWhyEnded();
  const { id, title, kind, product, unit = '' } = metric;
  const result = detail.train.success.find(one => one.id === id);
  // A try that failed has somebody and a time, too, but is no answer: its problem has a time of its own.
  const isAnswered =
    result !== undefined &&
    (result.value !== undefined || result.note !== undefined);
  const isAwaited =
    result === undefined &&
    metric.query !== undefined &&
    whyNot === undefined &&
    openSuccessMetrics(detail.train).some(one => one.id === id);
  const target = `${metric.target} ${unit}`.trim();
  return (
    <TableRow>
      <TableCell component="th" scope="row" role="rowheader">
        {title}
      </TableCell>
      <TableCell>{t(`train.closing.report.kinds.${kind}`)}</TableCell>
      <TableCell>{product && titleOf(detail, product)}</TableCell>
      <TableCell>{target}</TableCell>
      <TableCell>
        {result?.value === undefined
          ? t('train.closing.report.unmeasured')
          : `${result.value} ${unit}, ${t(
              result.met
                ? 'train.closing.report.met'
                : 'train.closing.report.missed',
            )}`}
        {result?.note && <div>{result.note}</div>}
        {result?.problem && (
          <div>
            {t('train.closing.report.measureProblem', {
              message: result.problem.message,
            })}
            , <RelativeTime at={result.problem.at} />
          </div>
        )}
        {result?.source && (
          <EvidenceLinks runId={detail.id} links={result.source.evidence} />
        )}
      </TableCell>
      <TableCell>
        {isAnswered && (
          <>
            <EntityNameOrText text={result.by} />,{' '}
            <RelativeTime at={result.at} />
          </>
        )}
        {isAwaited && (
          <>
            {t('train.closing.report.measuredAt')},{' '}
            <RelativeTime at={successDueAt(detail.train, metric)} />
          </>
        )}
      </TableCell>
      <TableCell>
        {metric.query && (
          <CommandButton
            size="small"
            variant="outlined"
            label={t('train.closing.report.measure')}
            fullLabel={t('train.closing.report.measureOf', { title })}
            whyNot={whyNot ?? measureObstacle(detail.train, id)}
            done={t('train.closing.report.measuring')}
            perform={() => send.train({ type: 'measureSuccess', id })}
          />
        )}
        <CommandButton
          size="small"
          variant="outlined"
          label={t('train.closing.report.record')}
          fullLabel={t('train.closing.report.recordOf', { title })}
          whyNot={whyNot}
          done={t('train.closing.report.recorded')}
          ask={{
            title: t('train.closing.report.recordTitle', { title }),
            consequences: [t('train.closing.report.recordWhat', { target })],
            fields: [
              {
                name: 'value',
                label: unit
                  ? `${t('train.closing.report.value')} (${unit})`
                  : t('train.closing.report.value'),
                kind: 'number',
                initial:
                  result?.value === undefined ? '' : String(result.value),
              },
              {
                name: 'note',
                label: t('train.closing.report.recordNote'),
                kind: 'long',
                initial: result?.note,
              },
            ],
          }}
          perform={({ value, note }) =>
            send.train({
              type: 'recordSuccess',
              id,
              ...(value !== '' && { value: Number(value) }),
              ...(note && { note }),
            })
          }
        />
      </TableCell>
    </TableRow>
  );
}
