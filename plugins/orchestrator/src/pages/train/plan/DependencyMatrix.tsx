import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { DependencyEdge } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useMemo } from 'react';
import { useText } from '../../../translation';
import { titleOf, useTrainPage } from '../TrainContext';

const useStyles = makeStyles(
  theme => ({
    // Scrolls by itself: fifty products are wider and higher than any window.
    frame: {
      overflow: 'auto',
      maxHeight: '70vh',
      maxWidth: '100%',
      margin: theme.spacing(1, 0),
      border: `1px solid ${theme.palette.divider}`,
    },
    table: {
      borderCollapse: 'separate',
      borderSpacing: 0,
      '& th, & td': {
        borderBottom: `1px solid ${theme.palette.divider}`,
        borderRight: `1px solid ${theme.palette.divider}`,
        padding: theme.spacing(0.5),
        backgroundColor: theme.palette.background.paper,
      },
      '& td': { textAlign: 'center', minWidth: 36 },
      '& td[data-self]': { backgroundColor: theme.palette.action.hover },
    },
    column: {
      position: 'sticky',
      top: 0,
      zIndex: 1,
      verticalAlign: 'bottom',
      '& span': {
        writingMode: 'vertical-rl',
        transform: 'rotate(180deg)',
        maxHeight: '11rem',
        overflow: 'hidden',
        textOverflow: 'ellipsis',
        whiteSpace: 'nowrap',
      },
    },
    row: {
      position: 'sticky',
      left: 0,
      zIndex: 1,
      textAlign: 'left',
      maxWidth: '11rem',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
      [theme.breakpoints.down('xs')]: { maxWidth: '7rem' },
    },
    corner: { position: 'sticky', top: 0, left: 0, zIndex: 2 },
    mark: { fontWeight: theme.typography.fontWeightBold as number },
  }),
  { name: 'OrchestratorDependencyMatrix' },
);

/** Products by products: a row needs the columns in which it has a mark, which says of what kind. */
export function DependencyMatrix() {
  const t = useText();
  const classes = useStyles();
  const { detail } = useTrainPage();
  const { plan } = detail.train;
  const between = useMemo(() => edgesBetween(plan.edges), [plan.edges]);
  const products = plan.products.map(({ id }) => ({
    id,
    title: titleOf(detail, id),
  }));
  return (
    <>
      <Typography variant="body2">{t('train.plan.matrixWhat')}</Typography>
      {/* What scrolls can be reached with the keyboard. */}
      <div
        className={classes.frame}
        role="region"
        aria-label={t('train.plan.matrix')}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        <table className={classes.table} aria-label={t('train.plan.matrix')}>
          <thead>
            <tr>
              <td className={classes.corner} />
              {products.map(({ id, title }) => (
                <th
                  key={id}
                  scope="col"
                  className={classes.column}
                  title={title}
                >
                  <span>{title}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {products.map(from => (
              <tr key={from.id}>
                <th scope="row" className={classes.row} title={from.title}>
                  {from.title}
                </th>
                {products.map(to => (
                  <td
                    key={to.id}
                    data-self={from.id === to.id ? true : undefined}
                  >
                    {between.get(`${from.id} ${to.id}`)?.map(edge => {
                      const words = `${t(
                        `train.plan.dependency.${edge.kind}`,
                      )}: ${t('train.plan.edge', {
                        from: from.title,
                        to: to.title,
                        reason: edge.reason ?? '',
                      })}`;
                      return (
                        <span
                          key={`${edge.kind} ${edge.reason}`}
                          className={classes.mark}
                          role="img"
                          aria-label={words}
                          title={words}
                        >
                          {t(`train.plan.dependencyMark.${edge.kind}`)}
                        </span>
                      );
                    })}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** Edges by who needs whom; of one kind, the first says why. */
function edgesBetween(edges: DependencyEdge[]): Map<string, DependencyEdge[]> {
  const found = new Map<string, DependencyEdge[]>();
  for (const edge of edges) {
    const key = `${edge.from} ${edge.to}`;
    const known = found.get(key) ?? [];
    if (!known.some(({ kind }) => kind === edge.kind)) {
      found.set(key, [...known, edge]);
    }
  }
  return found;
}
