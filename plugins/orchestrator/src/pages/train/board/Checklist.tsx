import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import CheckBoxIcon from '@material-ui/icons/CheckBox';
import CheckBoxOutlineBlankIcon from '@material-ui/icons/CheckBoxOutlineBlank';
import { CommandButton } from '../../../components/dialogs';
import { EntityName } from '../../../components/EntityName';
import { EvidenceLinks } from '../../../components/EvidenceLinks';
import { RelativeTime } from '../../../components/RelativeTime';
import { quietColor } from '../../../components/states/tones';
import { useText } from '../../../translation';
import { evidenceOf, useEvidenceFields } from '../evidenceFields';
import { useTrainPage } from '../TrainContext';
import type { FoundCriterion } from './findCriterion';

const useStyles = makeStyles(
  theme => ({
    section: { marginTop: theme.spacing(3) },
    list: { listStyle: 'none', margin: 0, padding: 0 },
    item: {
      display: 'flex',
      gap: theme.spacing(1),
      alignItems: 'flex-start',
      padding: theme.spacing(0.5, 0),
    },
    words: { flex: 1, minWidth: 0, overflowWrap: 'anywhere' },
    quiet: { color: quietColor(theme) },
  }),
  { name: 'OrchestratorChecklist' },
);

/** The items of a checklist: who is to tick them, who has, with which note and link. */
export function Checklist(props: { found: FoundCriterion; whyNot?: string }) {
  const { found, whyNot } = props;
  const t = useText();
  const classes = useStyles();
  const { detail, send } = useTrainPage();
  const fields = useEvidenceFields();
  const { part, gate, criterion, asked, state } = found;
  const tick = (
    item: string,
    done: boolean,
    values: Record<string, string> = {},
  ) =>
    send.criterion(part, {
      type: 'tick',
      gate,
      criterion,
      item,
      done,
      ...(values.note && { note: values.note }),
      evidence: evidenceOf(values),
    });
  return (
    <section
      className={classes.section}
      aria-label={t('train.board.checklist.title')}
    >
      <Typography variant="h6" component="h4">
        {t('train.board.checklist.title')}
      </Typography>
      <ul className={classes.list}>
        {(asked.checklist?.items ?? []).map(
          ({ id, title, owner, evidence }) => {
            const known = state.ticks[id];
            const Icon = known?.done ? CheckBoxIcon : CheckBoxOutlineBlankIcon;
            return (
              <li key={id} className={classes.item}>
                <Icon
                  titleAccess={t(
                    `train.board.checklist.${known?.done ? 'done' : 'open'}`,
                  )}
                />
                <div className={classes.words}>
                  {title}
                  <div className={classes.quiet}>
                    {known ? (
                      <>
                        <EntityName entityRef={known.by} />{' '}
                        <RelativeTime at={known.at} />
                        {known.note && `: ${known.note}`}
                      </>
                    ) : (
                      <>
                        {t('train.board.checklist.owner')}{' '}
                        <EntityName entityRef={owner ?? found.owner} />
                      </>
                    )}
                  </div>
                  {known && (
                    <EvidenceLinks runId={detail.id} links={known.evidence} />
                  )}
                </div>
                {known?.done ? (
                  <CommandButton
                    size="small"
                    label={t('train.board.checklist.untick')}
                    fullLabel={t('train.board.checklist.untickItem', {
                      item: title,
                    })}
                    whyNot={whyNot}
                    done={t('train.board.checklist.unticked')}
                    perform={() => tick(id, false)}
                  />
                ) : (
                  <CommandButton
                    size="small"
                    variant="outlined"
                    label={t('train.board.checklist.tick')}
                    fullLabel={t('train.board.checklist.tickItem', {
                      item: title,
                    })}
                    whyNot={whyNot}
                    done={t('train.board.checklist.ticked')}
                    ask={{
                      title,
                      consequences: evidence
                        ? [t('train.board.checklist.needsEvidence')]
                        : [],
                      fields,
                    }}
                    perform={values => tick(id, true, values)}
                  />
                )}
              </li>
            );
          },
        )}
      </ul>
    </section>
  );
}
