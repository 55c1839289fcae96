import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import type { SweepPreview } from '@backstage-orchestrator/plugin-orchestrator-common';
import { DraftPanel } from '../../components/DraftPanel';
import { Disclosure } from '../../components/Disclosure';
import { EntityName } from '../../components/EntityName';
import type { Query } from '../../data';
import { useText } from '../../translation';

const useStyles = makeStyles(
  theme => ({
    list: { margin: 0, paddingLeft: theme.spacing(2.5) },
  }),
  {
    name: 'OrchestratorTargetsPreview',
  },
);

/** What will it touch? Targets, owners, problems and batches of the manifest as it is now. */
export function TargetsPreview(props: {
  query: Query<SweepPreview>;
  valid: boolean;
}) {
  const { query, valid } = props;
  const t = useText();
  return (
    <DraftPanel
      title={t('newSweep.preview.title')}
      query={query}
      waits={valid || query.value ? undefined : t('newSweep.preview.invalid')}
    >
      {preview => <Preview preview={preview} />}
    </DraftPanel>
  );
}

function Preview({ preview }: { preview: SweepPreview }) {
  const t = useText();
  const classes = useStyles();
  const troubled = preview.sample.filter(target => target.problems.length > 0);
  return (
    <>
      <Typography role="status">
        {t('newSweep.preview.targets', { count: preview.targets })},{' '}
        {t('newSweep.preview.owners', { count: preview.owners.length })}
      </Typography>
      {preview.targets === 0 && (
        <Alert severity="warning">{t('newSweep.preview.none')}</Alert>
      )}
      {preview.problems > 0 && (
        <Alert severity="warning">
          {t('newSweep.preview.problems', { count: preview.problems })}
          <ul className={classes.list}>
            {troubled.map(target => (
              <li key={target.id}>
                <EntityName entityRef={target.entityRef} />:{' '}
                {target.problems.map(problem => problem.message).join(' ')}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {preview.batches.length > 0 && (
        <Typography variant="body2">
          {t('newSweep.preview.batches')}{' '}
          {preview.batches
            .map(batch => `${batch.name} (${batch.size})`)
            .join(' → ')}
        </Typography>
      )}
      {preview.owners.length > 0 && (
        <Disclosure label={t('newSweep.preview.showOwners')}>
          <ul className={classes.list}>
            {preview.owners.map(({ owner, targets }) => (
              <li key={owner}>
                <EntityName entityRef={owner} />: {targets}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
      {preview.sample.length > 0 && (
        <Disclosure
          label={t('newSweep.preview.showSample', {
            n: String(preview.sample.length),
          })}
        >
          <ul className={classes.list}>
            {preview.sample.map(target => (
              <li key={target.id}>
                <EntityName entityRef={target.entityRef} />
                {target.repository &&
                  ` · ${target.repository.name}${
                    target.repository.path ? ` / ${target.repository.path}` : ''
                  }`}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </>
  );
}
