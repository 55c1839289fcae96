import {
  isOutdated,
  isTicked,
  overdueSince,
  wordsOf,
  type ChecklistTick,
  type ProductCheck,
  type TickItem,
} from '@backstage-orchestrator/plugin-orchestrator-common';
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

/**
 * The items of a checklist, or the checks and risks of a product: who is to tick them by when, who has, with which note
 * and link.
 */
export function Checklist(props: {
  found: FoundCriterion;
  items: TickItem[];
  whyNot?: string;
}) {
  const { found, items, whyNot } = props;
  const t = useText();
  const classes = useStyles();
  const { send } = useTrainPage();
  const fields = useEvidenceFields();
  const { part, gate, criterion, state } = found;
  const tick = (
    item: TickItem,
    done: boolean,
    values: Record<string, string> = {},
  ) =>
    send.criterion(part, {
      type: 'tick',
      gate,
      criterion,
      item: item.id,
      done,
      ...(done && { says: wordsOf(item) }),
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
        {items.map(item => {
          const { id, title, evidence } = item;
          const done = isTicked(item, state.ticks[id]);
          const Icon = done ? CheckBoxIcon : CheckBoxOutlineBlankIcon;
          return (
            <li key={id} className={classes.item}>
              <Icon
                titleAccess={t(
                  `train.board.checklist.${done ? 'done' : 'open'}`,
                )}
              />
              <div className={classes.words}>
                <ChecklistItem found={found} item={item} />
              </div>
              {done ? (
                <CommandButton
                  size="small"
                  label={t('train.board.checklist.untick')}
                  fullLabel={t('train.board.checklist.untickItem', {
                    item: title,
                  })}
                  whyNot={whyNot}
                  done={t('train.board.checklist.unticked')}
                  perform={() => tick(item, false)}
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
                  perform={values => tick(item, true, values)}
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What an item says, whose it is, and who has ticked it with which note and link. */
export function ChecklistItem(props: {
  found: FoundCriterion;
  item: TickItem;
}) {
  const { found, item } = props;
  const classes = useStyles();
  const { detail } = useTrainPage();
  const known = found.state.ticks[item.id];
  return (
    <>
      <ItemTitle item={item} done={isTicked(item, known)} now={detail.now} />
      <div className={classes.quiet}>
        <ItemStanding
          item={item}
          known={known}
          owner={item.owner ?? found.owner}
        />
      </div>
      {known && <EvidenceLinks runId={detail.id} links={known.evidence} />}
    </>
  );
}

function ItemTitle(props: {
  item: TickItem | ProductCheck;
  done: boolean;
  now: string;
}) {
  const { item, done, now } = props;
  const t = useText();
  if (!('kind' in item)) {
    return <>{item.title}</>;
  }
  const { kind, title, detail, due } = item;
  const late = !done && overdueSince(item, now) !== undefined;
  return (
    <>
      {t(`train.board.checklist.kind.${kind}`)}: {title}
      {detail !== undefined && <div>{detail}</div>}
      {due !== undefined && (
        <div>
          {late ? (
            <strong>{t('train.board.checklist.overdue')}</strong>
          ) : (
            t('train.board.checklist.due')
          )}{' '}
          <RelativeTime at={due} />
        </div>
      )}
    </>
  );
}

/** Whose turn it is, or who has had it. */
function ItemStanding(props: {
  item: TickItem;
  known?: ChecklistTick;
  owner?: string;
}) {
  const { item, known, owner } = props;
  const t = useText();
  return known ? (
    <>
      <EntityName entityRef={known.by} /> <RelativeTime at={known.at} />
      {known.note && `: ${known.note}`}
      {isOutdated(item, known) && (
        <div>{t('train.board.checklist.outdated')}</div>
      )}
    </>
  ) : (
    <>
      {t('train.board.checklist.owner')} <EntityName entityRef={owner} />
    </>
  );
}
