import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { CommandButton, useReasonField } from '../../../components/dialogs';
import { RelativeTime } from '../../../components/RelativeTime';
import { GateStatusChip } from '../../../components/states';
import { quietColor } from '../../../components/states/tones';
import { useReasonWords } from '../../../components/ReasonText';
import type { GateBoard } from '../../../data';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { GateDecisions } from './GateDecisions';
import { SignButtons } from './SignButtons';
import { SignOffList } from './SignOffList';
import { SignOffRules } from './SignOffRules';

const useStyles = makeStyles(
  theme => ({
    root: { padding: theme.spacing(2), marginBottom: theme.spacing(2) },
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1, 2),
      alignItems: 'center',
    },
    facts: { color: quietColor(theme), marginBottom: theme.spacing(1) },
  }),
  { name: 'OrchestratorGatePanel' },
);

/** A gate: what it lets through, its rules, who has signed what, the two answers, and every decision before. */
export function GatePanel({ gate }: { gate: GateBoard }) {
  const t = useText();
  const inWords = useReasonWords();
  const classes = useStyles();
  const { detail, send } = useTrainPage();
  const reason = useReasonField();
  const rules =
    detail.train.manifest.spec.gates.find(({ id }) => id === gate.id)
      ?.signOffs ?? [];
  const state = detail.gateStates.find(({ id }) => id === gate.id);
  const before =
    gate.before === 'departure'
      ? t('train.board.gate.departure')
      : detail.waves.find(({ id }) => id === gate.before)?.title ?? gate.before;
  const isOpen = gate.status === 'open';
  const whyNot = gate.sign.allowed
    ? undefined
    : gate.sign.reason ?? t('train.notNow');
  return (
    <Paper
      variant="outlined"
      component="section"
      className={classes.root}
      id={`gate-${gate.id}`}
      tabIndex={-1}
      aria-label={gate.title}
    >
      <div className={classes.head}>
        <Typography variant="h6" component="h3">
          {gate.title}
        </Typography>
        <GateStatusChip status={gate.status} />
      </div>
      <Typography variant="body2" className={classes.facts} component="p">
        {t('train.board.gate.before')} {before} ·{' '}
        {gate.status === 'waiting'
          ? t('train.board.gate.opens')
          : t('train.board.gate.opened')}{' '}
        <RelativeTime at={gate.opensAt} />
        {isOpen && gate.expiresAt !== undefined && (
          <>
            {' · '}
            {t('train.board.gate.expires')} <RelativeTime at={gate.expiresAt} />
          </>
        )}
      </Typography>
      <Typography variant="body2" gutterBottom>
        {gate.complete
          ? t('train.board.gate.complete')
          : t('train.board.gate.incomplete', { count: gate.questions.length })}
      </Typography>
      {rules.length === 0 ? (
        <Typography variant="body2">{t('train.board.sign.noRules')}</Typography>
      ) : (
        <>
          <Typography variant="subtitle2" component="h4">
            {t('train.board.gate.rules')}
          </Typography>
          <SignOffRules
            rules={rules.map(rule => ({
              ...rule,
              title: rule.title ?? rule.id,
            }))}
            signOffs={state?.signOffs ?? []}
            digest={gate.digest}
            authors={detail.train.authors}
          />
          <SignOffList
            signOffs={state?.signOffs ?? []}
            digest={gate.digest}
            withdraw={
              isOpen
                ? () => send.gate(gate.id, { type: 'withdrawSignOff' })
                : undefined
            }
          />
          {isOpen && (
            <>
              {whyNot !== undefined && (
                <Alert severity="info">{inWords(whyNot)}</Alert>
              )}
              <SignButtons
                what={gate.title}
                digest={gate.digest}
                whyNot={whyNot}
                sign={signature =>
                  send.gate(gate.id, { type: 'sign', ...signature })
                }
              />
            </>
          )}
        </>
      )}
      {gate.status === 'noGo' && (
        <CommandButton
          variant="outlined"
          label={t('train.board.gate.reopen')}
          done={t('train.board.gate.reopened')}
          ask={{
            title: t('train.board.gate.reopenTitle', { gate: gate.title }),
            consequences: [t('train.board.gate.reopenWhat')],
            fields: [reason],
          }}
          perform={values =>
            send.gate(gate.id, { type: 'reopen', reason: values.reason })
          }
        />
      )}
      <GateDecisions gate={gate.id} decisions={state?.decisions ?? []} />
    </Paper>
  );
}
