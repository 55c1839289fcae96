import { Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { TrainDeadLetter } from '@backstage-orchestrator/plugin-orchestrator-common';
import { Disclosure } from '../../../components/Disclosure';
import { EntityName } from '../../../components/EntityName';
import { ReasonText } from '../../../components/ReasonText';
import { RelativeTime } from '../../../components/RelativeTime';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';
import { LetterRow } from './LetterRow';
import { MessageCommands, StepCommands } from './TrainDeadLetterCommands';
import { TrainLetterEvents } from './TrainLetterEvents';
import { trainLetterPath } from './trainLetterPath';
import { useTrainLetterTitle } from './useTrainLetterTitle';

const useStyles = makeStyles(
  theme => ({
    line: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(0.5, 1),
    },
    history: { margin: 0, paddingLeft: theme.spacing(3) },
  }),
  { name: 'OrchestratorTrainDeadLetterRow' },
);

/** A step or a message of a train that failed for good: what and why, its history, and what can be done. */
export function TrainDeadLetterRow(props: {
  letter: TrainDeadLetter;
  chosen: boolean;
  onToggle: (letter: TrainDeadLetter) => void;
  onDone: () => void;
}) {
  const { letter, chosen, onToggle, onDone } = props;
  const { trainId, trainTitle, kind, title, product, wave, direction } = letter;
  const { failure, failedAt, attempts } = letter;
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const titleOf = useTrainLetterTitle();
  return (
    <LetterRow
      title={titleOf(letter)}
      chosen={chosen}
      onToggle={() => onToggle(letter)}
    >
      <div className={classes.line}>
        <Link to={trainLetterPath(paths, letter)}>{title}</Link>
        <Typography variant="body2" component="span">
          {product && wave
            ? t(`operator.trainLetters.${direction ?? 'activate'}`, {
                product: product.title,
                wave: wave.title,
              })
            : t('operator.trainLetters.message')}{' '}
          {t('operator.letters.in')}{' '}
          <Link to={paths.train(trainId)} underline="always">
            {trainTitle}
          </Link>
        </Typography>
        <Typography variant="body2" component="span">
          {product && (
            <>
              <EntityName entityRef={product.owner} /> ·{' '}
            </>
          )}
          <RelativeTime at={failedAt} />
        </Typography>
      </div>
      <Typography variant="body2">
        <ReasonText text={failure.message} /> ({failure.code})
      </Typography>
      <div className={classes.line}>
        {product && wave ? (
          <StepCommands
            letter={letter}
            product={product}
            wave={wave}
            onDone={onDone}
          />
        ) : (
          <MessageCommands letter={letter} onDone={onDone} />
        )}
      </div>
      <Disclosure
        label={t('operator.letters.history', { count: attempts.length })}
      >
        <ol className={classes.history}>
          {attempts.map(attempt => (
            <li key={attempt.at}>
              <Typography variant="body2">
                <RelativeTime at={attempt.at} />:{' '}
                <ReasonText text={attempt.failure.message} /> (
                {attempt.failure.code})
              </Typography>
            </li>
          ))}
        </ol>
        <Disclosure label={t(`operator.trainLetters.events.${kind}`)}>
          <TrainLetterEvents letter={letter} />
        </Disclosure>
      </Disclosure>
    </LetterRow>
  );
}
