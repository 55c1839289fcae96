import Typography from '@material-ui/core/Typography';
import { EntityName } from '../../../components/EntityName';
import { useProductOnCall } from '../../../data';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';

/** Who can be called now about a product. */
export function OnCall({ product }: { product: string }) {
  const t = useText();
  const { detail } = useTrainPage();
  const { value: people, error } = useProductOnCall(detail.id, product);
  if (people === undefined && error === undefined) {
    return null;
  }
  return (
    <Typography variant="body2" gutterBottom>
      {t('train.runbook.onCallNow')}:{' '}
      {people === undefined && t('train.runbook.onCallFailed')}
      {people?.length === 0 && t('train.runbook.nobodyOnCall')}
      {people?.map(({ ref, name }, index) => (
        <span key={ref ?? name}>
          {index > 0 && ', '}
          {ref === undefined ? name : <EntityName entityRef={ref} />}
        </span>
      ))}
    </Typography>
  );
}
