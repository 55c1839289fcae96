import { Link } from '@backstage/core-components';
import type { ReactNode } from 'react';
import type { WorkStats } from '@backstage-orchestrator/plugin-orchestrator-common';
import { ExpectedTurnText } from '../../components/ExpectedTurnText';
import { RelativeTime } from '../../components/RelativeTime';
import {
  CommunicationChip,
  StepChip,
  TargetChip,
} from '../../components/states';
import { useOrchestratorPaths, type OrchestratorPaths } from '../../routes';
import { useText, type Text } from '../../translation';
import { Rows } from './Rows';
import { Section } from './Section';

type OfTrain = WorkStats['oldestOfTrains'][number];
interface Row {
  key: string;
  since: string;
  cells: ReactNode[];
}

/** What has been in a queue for longest: targets of sweeps, steps and messages of trains. */
export function OldestWaiting({ work }: { work: WorkStats }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  const rows = [
    ...work.oldest.map(waiting => targetRow(paths, waiting)),
    ...work.oldestOfTrains.map(waiting => trainRow(t, paths, waiting)),
  ].sort((a, b) => a.since.localeCompare(b.since));
  return (
    <Section name="oldest" title={t('operator.oldest')}>
      <Rows
        label={t('operator.oldest')}
        empty={t('operator.nothingWaits')}
        columns={[
          t('operator.waiting.what'),
          t('operator.waiting.run'),
          t('operator.waiting.status'),
          t('operator.waiting.since'),
          t('operator.waiting.turn'),
        ]}
        rows={rows}
      />
    </Section>
  );
}

function targetRow(
  paths: OrchestratorPaths,
  waiting: WorkStats['oldest'][number],
): Row {
  const { runId, targetId, since, turn } = waiting;
  return {
    key: `${runId} ${targetId}`,
    since,
    cells: [
      <Link key="target" to={paths.target(runId, targetId)}>
        {waiting.title}
      </Link>,
      <Link key="run" to={paths.sweep(runId)}>
        {waiting.runTitle}
      </Link>,
      <TargetChip key="status" status={waiting.status} />,
      <RelativeTime key="since" at={since} />,
      turn && <ExpectedTurnText key="turn" turn={turn} />,
    ],
  };
}

function trainRow(t: Text, paths: OrchestratorPaths, waiting: OfTrain): Row {
  const { trainId, kind, id, product, wave, since } = waiting;
  return {
    key: JSON.stringify([trainId, kind, product?.id, wave?.id, id]),
    since,
    cells: [
      <Link
        key="what"
        to={paths.train(trainId, kind === 'step' ? 'waves' : 'communications')}
      >
        {titleOf(t, waiting)}
      </Link>,
      <Link key="run" to={paths.train(trainId)}>
        {waiting.trainTitle}
      </Link>,
      kind === 'step' ? (
        <StepChip key="status" status="running" />
      ) : (
        <CommunicationChip key="status" status="sending" />
      ),
      <RelativeTime key="since" at={since} />,
      <TrainTurn key="turn" turn={waiting.turn} />,
    ],
  };
}

function titleOf(
  t: Text,
  { kind, title, product, wave, direction }: OfTrain,
): string {
  return kind === 'message'
    ? t('operator.waiting.message', { subject: title })
    : t(
        direction === 'rollback'
          ? 'operator.waiting.rollback'
          : 'operator.waiting.step',
        {
          step: title,
          product: product?.title ?? '',
          wave: wave?.title ?? '',
        },
      );
}

/** A wave that is halted holds its steps as well. */
function TrainTurn({ turn }: Pick<OfTrain, 'turn'>) {
  const t = useText();
  if (turn?.waitsFor === 'resume') {
    return <>{t('operator.waiting.held')}</>;
  }
  return turn ? <ExpectedTurnText turn={turn} /> : null;
}
