import Typography from '@material-ui/core/Typography';
import { Disclosure } from '../../../components/Disclosure';
import { useText } from '../../../translation';
import { titleOf, useTrainPage } from '../TrainContext';
import { DependencyMatrix } from './DependencyMatrix';

/** The order of activation in steps, with what needs what and why. */
export function Dependencies() {
  const t = useText();
  const { detail } = useTrainPage();
  const { plan, manifest } = detail.train;
  const names = (ids: string[]) =>
    ids.map(id => titleOf(detail, id)).join(', ');
  return (
    <>
      <Typography variant="body2" gutterBottom>
        {t('train.plan.orderWhat')}
      </Typography>
      <ol style={{ margin: 0, paddingLeft: 20 }}>
        {plan.layers.map((layer, index) => (
          <li
            key={layer.join(' ')}
            aria-label={t('train.plan.layer', { number: String(index + 1) })}
          >
            {layer.map((id, place) => {
              const needed = plan.edges
                .filter(({ from }) => from === id)
                .map(({ to }) => to);
              return (
                <span key={id}>
                  {place > 0 && '; '}
                  <strong>{titleOf(detail, id)}</strong>
                  {needed.length > 0 &&
                    ` ${t('train.plan.needs', {
                      products: names([...new Set(needed)]),
                    })}`}
                </span>
              );
            })}
          </li>
        ))}
      </ol>
      {manifest.spec.coupled.map(group => (
        <Typography variant="body2" key={group.join(' ')}>
          {t('train.plan.coupled', { products: names(group) })}
        </Typography>
      ))}
      {plan.edges.length > 0 && <DependencyMatrix />}
      {plan.edges.length > 0 && (
        <Disclosure label={t('train.plan.edges', { count: plan.edges.length })}>
          <ul style={{ margin: 0, paddingLeft: 20 }}>
            {plan.edges.map(({ from, to, kind, reason }) => (
              <li key={`${kind} ${from} ${to} ${reason}`}>
                <strong>{t(`train.plan.dependency.${kind}`)}</strong>:{' '}
                {t('train.plan.edge', {
                  from: titleOf(detail, from),
                  to: titleOf(detail, to),
                  reason: reason ?? '',
                })}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </>
  );
}
