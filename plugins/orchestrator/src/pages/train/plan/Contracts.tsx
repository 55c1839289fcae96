import Typography from '@material-ui/core/Typography';
import { EntityName } from '../../../components/EntityName';
import { SafeLink } from '../../../components/SafeLink';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { ContractOffers } from './ContractOffers';

/** What the train offers, and the consumers that are not ready for it. */
export function Contracts() {
  return (
    <>
      <ContractOffers />
      <Findings />
    </>
  );
}

function Findings() {
  const t = useText();
  const { contracts } = useTrainPage().detail.train.plan;
  return contracts.length === 0 ? (
    <Typography variant="body2">{t('train.plan.noContracts')}</Typography>
  ) : (
    <ul style={{ margin: 0, paddingLeft: 20, overflowWrap: 'anywhere' }}>
      {contracts.map(finding => (
        <li key={`${finding.consumer} ${finding.api} ${finding.code}`}>
          <strong>{t(`train.plan.severity.${finding.severity}`)}</strong>:{' '}
          {finding.message} <EntityName entityRef={finding.consumer} />
          {finding.owner && (
            <>
              {' '}
              (<EntityName entityRef={finding.owner} />)
            </>
          )}
          {finding.blocksFrom &&
            `, ${t('train.plan.blocksFrom', { date: finding.blocksFrom })}`}
          {finding.guide && (
            <>
              {', '}
              <SafeLink to={finding.guide} underline="always">
                {t('train.plan.guide')}
              </SafeLink>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
