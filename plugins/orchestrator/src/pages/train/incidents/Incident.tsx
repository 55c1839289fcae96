import { Link } from '@backstage/core-components';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { IncidentState } from '@backstage-orchestrator/plugin-orchestrator-common';
import { Fragment } from 'react';
import { CommandButton, type FormField } from '../../../components/dialogs';
import { EntityNameOrText } from '../../../components/EntityName';
import { RelativeTime } from '../../../components/RelativeTime';
import { SeverityChip } from '../../../components/states';
import { quietColor } from '../../../components/states/tones';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';
import { titleOf, useTrainPage, useWhyEnded } from '../TrainContext';
import { useTrainActions } from '../useTrainActions';

/** What can be done to the train about an incident. */
const REMEDIES = ['pause', 'rollback'] as const;

const useStyles = makeStyles(
  theme => ({
    root: {
      padding: theme.spacing(2),
      marginTop: theme.spacing(2),
      overflowWrap: 'anywhere',
    },
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      alignItems: 'center',
    },
    quiet: { color: quietColor(theme) },
    notes: { margin: theme.spacing(1, 0), paddingLeft: theme.spacing(2.5) },
  }),
  { name: 'OrchestratorIncident' },
);

/** An incident with its wave, its notes in their order, and how it was resolved. */
export function Incident({ incident }: { incident: IncidentState }) {
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const { detail } = useTrainPage();
  const wave = detail.waves.find(({ id }) => id === incident.wave);
  return (
    <Paper
      variant="outlined"
      component="section"
      className={classes.root}
      aria-label={incident.title}
    >
      <div className={classes.head}>
        <Typography variant="h6" component="h3">
          {incident.title}
        </Typography>
        <SeverityChip severity={incident.severity} />
        <strong>
          {incident.resolvedAt === undefined
            ? t('train.closing.incidents.open')
            : t('train.closing.incidents.resolved')}
        </strong>
      </div>
      <Typography variant="body2" component="p" className={classes.quiet}>
        {t('train.closing.incidents.opened')}{' '}
        {t(`train.closing.incidents.cause.${incident.cause}`)},{' '}
        <EntityNameOrText text={incident.openedBy} />,{' '}
        <RelativeTime at={incident.openedAt} />
        {wave && (
          <>
            {' · '}
            {t('train.closing.incidents.wave')}{' '}
            <Link
              to={`${paths.train(detail.id, 'waves')}#wave-${wave.id}`}
              underline="always"
            >
              {wave.title}
            </Link>
          </>
        )}
        {incident.products.length > 0 &&
          ` · ${incident.products.map(id => titleOf(detail, id)).join(', ')}`}
      </Typography>
      <ol className={classes.notes}>
        {incident.notes.map(note => (
          <li key={`${note.at} ${note.by}`}>
            {note.text}{' '}
            <span className={classes.quiet}>
              <EntityNameOrText text={note.by} />, <RelativeTime at={note.at} />
            </span>
          </li>
        ))}
      </ol>
      {incident.resolvedAt ? (
        <Typography variant="body2">
          {t('train.closing.incidents.resolved')}: {incident.resolution}{' '}
          <EntityNameOrText text={incident.resolvedBy ?? ''} />,{' '}
          <RelativeTime at={incident.resolvedAt} />
        </Typography>
      ) : (
        <IncidentButtons incident={incident} />
      )}
    </Paper>
  );
}

function IncidentButtons({ incident }: { incident: IncidentState }) {
  const t = useText();
  const { send } = useTrainPage();
  const whyNot = useWhyEnded();
  const { id, title } = incident;
  const actions = useTrainActions(incident);
  const field = (name: string, label: string): FormField => ({
    name,
    label,
    kind: 'long',
    required: true,
  });
  return (
    <>
      <CommandButton
        size="small"
        variant="outlined"
        label={t('train.closing.incidents.note')}
        fullLabel={t('train.closing.incidents.noteOf', { title })}
        whyNot={whyNot}
        done={t('train.closing.incidents.noted')}
        ask={{
          title: t('train.closing.incidents.noteTitle', { title }),
          fields: [field('text', t('train.closing.incidents.noteText'))],
        }}
        perform={({ text }) => send.train({ type: 'noteIncident', id, text })}
      />{' '}
      <CommandButton
        size="small"
        variant="outlined"
        label={t('train.closing.incidents.resolve')}
        fullLabel={t('train.closing.incidents.resolveOf', { title })}
        whyNot={whyNot}
        done={t('train.closing.incidents.resolvedDone')}
        ask={{
          title: t('train.closing.incidents.resolveTitle', { title }),
          consequences: [t('train.closing.incidents.resolveWhat')],
          fields: [
            field('resolution', t('train.closing.incidents.resolution')),
          ],
        }}
        perform={({ resolution }) =>
          send.train({ type: 'resolveIncident', id, resolution })
        }
      />
      {REMEDIES.map(name => {
        const action = actions.find(one => one.name === name);
        return (
          action && (
            <Fragment key={name}>
              {' '}
              <CommandButton
                size="small"
                variant="outlined"
                label={action.label}
                fullLabel={t(`train.closing.incidents.${name}For`, { title })}
                whyNot={action.whyNot}
                done={action.done}
                ask={action.ask}
                perform={action.perform}
              />
            </Fragment>
          )
        );
      })}
    </>
  );
}
