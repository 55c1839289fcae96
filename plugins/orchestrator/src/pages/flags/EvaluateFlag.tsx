import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import {
  evaluateFlag,
  type FlagDetail,
  type FlagResolution,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useState } from 'react';
import { useText } from '../../translation';
import { FlagSection } from './FlagSection';

const ATTRIBUTES = ['targetingKey', 'region', 'plan', 'customer'] as const;

type Attribute = (typeof ATTRIBUTES)[number];

const useStyles = makeStyles(
  theme => ({
    fields: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(2),
      margin: theme.spacing(1, 0, 2),
    },
    result: { overflowWrap: 'anywhere' },
  }),
  { name: 'OrchestratorEvaluateFlag' },
);

/** Who gets what? Answered as one types, by the same code that answers clients. */
export function EvaluateFlag({ flag }: { flag: FlagDetail }) {
  const t = useText();
  const classes = useStyles();
  const [context, setContext] = useState<Partial<Record<Attribute, string>>>(
    {},
  );
  const result = evaluateFlag(
    flag,
    // An empty field stands for an attribute that a client does not send.
    Object.fromEntries(
      Object.entries(context).filter(([, value]) => value !== ''),
    ),
    new Date().toISOString(),
  );
  return (
    <FlagSection name="evaluate" title={t('flags.evaluate')}>
      <Typography variant="body2" color="textSecondary">
        {t('flags.evaluateHint')}
      </Typography>
      <div className={classes.fields}>
        {ATTRIBUTES.map(attribute => (
          <TextField
            key={attribute}
            id={`orchestrator-flag-context-${attribute}`}
            size="small"
            variant="outlined"
            label={t(`flags.context.${attribute}`)}
            value={context[attribute] ?? ''}
            onChange={event =>
              setContext({ ...context, [attribute]: event.target.value })
            }
          />
        ))}
      </div>
      <div
        role="status"
        aria-label={t('flags.result.label')}
        className={classes.result}
      >
        <Result result={result} />
      </div>
    </FlagSection>
  );
}

function Result({ result }: { result: FlagResolution }) {
  const t = useText();
  if ('errorCode' in result) {
    return (
      <Typography variant="body1">
        {t('flags.result.fails', {
          code: result.errorCode,
          details: result.errorDetails,
        })}
      </Typography>
    );
  }
  return (
    <>
      <Typography variant="body1">
        <strong>
          {t('flags.result.gets', {
            variant: result.variant,
            value: JSON.stringify(result.value),
          })}
        </strong>
      </Typography>
      <Typography variant="body2">
        {t(`flags.reason.${result.reason}`)} (<code>{result.reason}</code>)
      </Typography>
    </>
  );
}
