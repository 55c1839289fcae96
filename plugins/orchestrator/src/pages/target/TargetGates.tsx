import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { TargetDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { ArtifactText } from '../../components/ArtifactText';
import { Disclosure } from '../../components/Disclosure';
import { durationText } from '../../components/durationText';
import { GateChip } from '../../components/states';
import { useText } from '../../translation';

const useStyles = makeStyles(
  theme => ({
    gate: {
      borderBottom: `1px solid ${theme.palette.divider}`,
      padding: theme.spacing(1, 0),
    },
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      alignItems: 'center',
    },
  }),
  { name: 'OrchestratorTargetGates' },
);

/** The gates of a target with what they printed, on the change and on the untouched base. */
export function TargetGates({ target }: { target: TargetDetail }) {
  const t = useText();
  const classes = useStyles();
  if (target.gates.length === 0) {
    return <Typography>{t('target.noGates')}</Typography>;
  }
  return (
    <>
      {target.gates.map(gate => (
        <section
          key={gate.gate}
          aria-label={gate.title}
          className={classes.gate}
        >
          <div className={classes.head}>
            <Typography variant="subtitle1" component="h4">
              {gate.title}
            </Typography>
            <GateChip result={gate.result} />
            <Typography variant="body2">
              {durationText(t, gate.durationMs)}
              {gate.exitCode !== undefined &&
                ` · ${t('target.exitCode', { code: String(gate.exitCode) })}`}
            </Typography>
          </div>
          {gate.result === 'failedBefore' && (
            <Typography variant="body2">{t('target.failedBefore')}</Typography>
          )}
          {gate.message && (
            <Typography variant="body2">{gate.message}</Typography>
          )}
          {gate.output && (
            <Disclosure
              label={t('target.output')}
              startOpen={gate.result === 'failed' || gate.result === 'error'}
            >
              <ArtifactText
                runId={target.runId}
                digest={gate.output}
                label={t('target.outputOf', { title: gate.title })}
              />
            </Disclosure>
          )}
          {gate.baselineOutput && (
            <Disclosure label={t('target.baselineOutput')}>
              <ArtifactText
                runId={target.runId}
                digest={gate.baselineOutput}
                label={t('target.baselineOutputOf', { title: gate.title })}
              />
            </Disclosure>
          )}
        </section>
      ))}
    </>
  );
}
