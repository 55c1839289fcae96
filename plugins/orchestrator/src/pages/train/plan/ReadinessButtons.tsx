import {
  coupledProducts,
  type PlannedMilestone,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { CommandButton, useReasonField } from '../../../components/dialogs';
import { useText } from '../../../translation';
import { evidenceOf, useEvidenceFields } from '../evidenceFields';
import {
  titleOf,
  useTrainPage,
  useWhyEnded,
  useWhyNotAllowed,
} from '../TrainContext';

/** Why nobody gets on or off any more. */
function useTooLate(): string | undefined {
  const t = useText();
  const { detail } = useTrainPage();
  const ended = useWhyEnded();
  return detail.train.departedAt === undefined
    ? ended
    : t('train.plan.tooLate');
}

/** Saying that a product is ready for a deadline, or that it may be late. */
export function ReadinessButtons(props: {
  product: string;
  milestone: PlannedMilestone;
}) {
  const { product, milestone } = props;
  const t = useText();
  const { detail, send } = useTrainPage();
  const reason = useReasonField();
  const [, ...link] = useEvidenceFields();
  const whyNot = useTooLate();
  const whyNotAllowed = useWhyNotAllowed();
  const asked = detail.deadlines.find(
    one => one.product === product && one.milestone === milestone.id,
  );
  const names = {
    product: titleOf(detail, product),
    milestone: milestone.title,
  };
  return (
    <div>
      <CommandButton
        size="small"
        label={t('train.plan.confirm')}
        fullLabel={t('train.plan.confirmOf', names)}
        whyNot={whyNot ?? whyNotAllowed(asked?.confirm)}
        done={t('train.plan.confirmed')}
        ask={{ title: t('train.plan.confirmTitle', names), fields: link }}
        perform={values =>
          send.train({
            type: 'confirmReady',
            product,
            milestone: milestone.id,
            evidence: evidenceOf(values),
          })
        }
      />
      <CommandButton
        size="small"
        label={t('train.plan.except')}
        fullLabel={t('train.plan.exceptOf', names)}
        whyNot={whyNot ?? whyNotAllowed(asked?.except)}
        done={t('train.plan.excepted')}
        ask={{
          title: t('train.plan.exceptTitle', names),
          consequences: [t('train.plan.exceptWhat')],
          fields: [reason],
        }}
        perform={values =>
          send.train({
            type: 'grantException',
            product,
            milestone: milestone.id,
            reason: values.reason,
          })
        }
      />
    </div>
  );
}

/** Letting a product miss the train; those that need it are named. */
export function DropButton({ product }: { product: string }) {
  const t = useText();
  const { detail, send } = useTrainPage();
  const reason = useReasonField();
  const whyNot = useTooLate();
  const { plan } = detail.train;
  const aboard = detail.products.filter(one => one.aboard).map(({ id }) => id);
  const dependents = [
    ...coupledProducts(aboard, plan.edges, [], [product]),
  ].filter(id => id !== product);
  const name = titleOf(detail, product);
  return (
    <CommandButton
      size="small"
      label={t('train.plan.drop')}
      fullLabel={t('train.plan.dropOf', { product: name })}
      whyNot={whyNot}
      done={t('train.plan.dropped')}
      ask={{
        title: t('train.plan.dropTitle', { product: name }),
        consequences: values => [
          t('train.plan.dropWhat', {
            count:
              aboard.length -
              1 -
              (values.dependents === 'true' ? dependents.length : 0),
          }),
          ...(dependents.length > 0
            ? [
                t('train.plan.dropDependents', {
                  count: dependents.length,
                  products: dependents
                    .map(id => titleOf(detail, id))
                    .join(', '),
                }),
              ]
            : []),
        ],
        fields: [
          ...(dependents.length > 0
            ? [
                {
                  name: 'dependents',
                  label: t('train.plan.dropWith'),
                  kind: 'check' as const,
                },
              ]
            : []),
          reason,
        ],
      }}
      perform={values =>
        send.train({
          type: 'dropProduct',
          product,
          reason: values.reason,
          dependents: values.dependents === 'true',
        })
      }
    />
  );
}
