import type {
  TrainDocument,
  TrainSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { labelsOf, textOf } from './documentText';

/** Of an ISO 8601 instant: a day is what people look for. */
const DATE_LENGTH = 10;

/** What is found of a train: itself, and the products with their releases. */
export function trainDocument(train: TrainSummary): TrainDocument {
  const labels = labelsOf(train);
  return {
    title: train.title,
    text: textOf([
      train.description,
      `Release train ${train.name} of ${
        train.owner
      }, departure ${train.departure.slice(0, DATE_LENGTH)}`,
      ...train.products.map(
        ({ title, release, entityRef }) => `${title} ${release} (${entityRef})`,
      ),
      ...labels,
    ]),
    location: `/orchestrator/trains/${encodeURIComponent(train.id)}`,
    authorization: { resourceRef: train.id },
    kind: train.kind,
    name: train.name,
    state:
      train.phase === 'closed' ? train.outcome ?? train.phase : train.phase,
    owner: train.owner,
    labels,
  };
}
