import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import {
  noteSegments,
  notesMarkdown,
  releaseNotes,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useState } from 'react';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { MarkdownButtons } from './MarkdownButtons';
import { ProductNotes } from './ProductNotes';
import { useSegmentTitle } from './useSegmentTitle';

const useStyles = makeStyles(
  theme => ({
    bar: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1, 2),
      alignItems: 'flex-end',
      '@media print': { display: 'none' },
    },
    segment: { minWidth: 180 },
  }),
  { name: 'OrchestratorTrainNotes' },
);

/** What is new in each product, for everybody or for the readers of one segment. */
export function Notes() {
  const t = useText();
  const classes = useStyles();
  const { detail } = useTrainPage();
  const titleOfSegment = useSegmentTitle();
  const [segment, setSegment] = useState('');
  const chosen = segment === '' ? undefined : segment;
  const { manifest } = detail.train;
  const states = new Map(detail.productStates.map(state => [state.id, state]));
  const markdown = notesMarkdown(
    releaseNotes({ train: detail.train, products: states }, chosen),
    2,
  );
  return (
    <>
      <div className={classes.bar}>
        <TextField
          select
          className={classes.segment}
          id="orchestrator-notes-segment"
          label={t('train.closing.notes.segment')}
          value={segment}
          SelectProps={{ native: true }}
          InputLabelProps={{ shrink: true }}
          onChange={event => setSegment(event.target.value)}
        >
          <option value="">{t('train.closing.notes.everybody')}</option>
          {noteSegments(manifest).map(id => (
            <option key={id} value={id}>
              {titleOfSegment(id)}
            </option>
          ))}
        </TextField>
        <MarkdownButtons
          markdown={markdown}
          name={`${detail.name}-${chosen ?? 'all'}`}
          copied={t('train.closing.notes.copied')}
        />
      </div>
      {manifest.spec.products.map(product => (
        <ProductNotes
          key={product.id}
          product={product}
          state={states.get(product.id)}
          segment={chosen}
        />
      ))}
    </>
  );
}
