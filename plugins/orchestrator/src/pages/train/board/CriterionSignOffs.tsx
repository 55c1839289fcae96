import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import type { FoundCriterion } from './findCriterion';
import { SignButtons } from './SignButtons';
import { SignOffList } from './SignOffList';
import { SignOffRules } from './SignOffRules';

const useStyles = makeStyles(
  theme => ({ section: { marginTop: theme.spacing(3) } }),
  { name: 'OrchestratorCriterionSignOffs' },
);

/** A criterion that people sign: the rule, who has signed today's evidence of the product, and the two answers. */
export function CriterionSignOffs(props: {
  found: FoundCriterion;
  whyNot?: string;
}) {
  const { found, whyNot } = props;
  const t = useText();
  const classes = useStyles();
  const { detail, send } = useTrainPage();
  const { part, gate, criterion, asked, state, cell, subjectDigest } = found;
  const { strictness } = detail.train.plan;
  if (!asked.signOff) {
    return null;
  }
  const rule = {
    ...asked.signOff,
    required: Math.max(
      asked.signOff.required,
      strictness[found.criticality].signOffs,
    ),
  };
  const who = found.product ?? t('train.board.wholeTrain');
  return (
    <section
      className={classes.section}
      aria-label={t('train.board.sign.title')}
    >
      <Typography variant="h6" component="h4">
        {t('train.board.sign.title')}
      </Typography>
      <SignOffRules
        rules={[rule]}
        signOffs={state.signOffs}
        digest={subjectDigest}
        authors={detail.train.authors}
      />
      <SignOffList
        signOffs={state.signOffs}
        digest={subjectDigest}
        withdraw={
          whyNot === undefined
            ? () =>
                send.criterion(part, {
                  type: 'withdrawCriterionSignOff',
                  gate,
                  criterion,
                })
            : undefined
        }
      />
      <SignButtons
        what={`${cell.title}, ${who}`}
        digest={subjectDigest}
        whyNot={whyNot}
        sign={signature =>
          send.criterion(part, {
            type: 'signCriterion',
            gate,
            criterion,
            ...signature,
          })
        }
      />
    </section>
  );
}
