import { EmptyState } from '@backstage/core-components';
import Drawer from '@material-ui/core/Drawer';
import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import CloseIcon from '@material-ui/icons/Close';
import { PageRoot } from '../../../components/PageRoot';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import type { CellAddress } from './cellAddress';
import { findCriterion } from './findCriterion';
import { CriterionPanel } from './CriterionPanel';

const useStyles = makeStyles(
  theme => ({
    paper: {
      display: 'block',
      width: 'min(100vw, 44rem)',
      maxWidth: '100vw',
      padding: theme.spacing(2),
      boxSizing: 'border-box',
    },
    top: { display: 'flex', justifyContent: 'flex-end' },
  }),
  { name: 'OrchestratorCriterionDrawer' },
);

/** A cell of the board in a panel beside it, with its own address. */
export function CriterionDrawer(props: {
  address?: CellAddress;
  onClose: () => void;
}) {
  const { address, onClose } = props;
  const t = useText();
  const classes = useStyles();
  const { detail } = useTrainPage();
  const found = address && findCriterion(detail, address);
  return (
    <Drawer
      anchor="right"
      open={address !== undefined}
      onClose={onClose}
      transitionDuration={0}
      classes={{ paper: classes.paper }}
      PaperProps={
        {
          role: 'dialog',
          'aria-modal': true,
          'aria-label': t('train.board.panel'),
        } as object
      }
    >
      {address && (
        <PageRoot>
          <div className={classes.top}>
            <IconButton aria-label={t('common.close')} onClick={onClose}>
              <CloseIcon />
            </IconButton>
          </div>
          {found ? (
            <CriterionPanel found={found} />
          ) : (
            <EmptyState
              missing="content"
              title={t('train.board.unknownCell')}
              description={t('train.board.unknownCellHint')}
            />
          )}
        </PageRoot>
      )}
    </Drawer>
  );
}
