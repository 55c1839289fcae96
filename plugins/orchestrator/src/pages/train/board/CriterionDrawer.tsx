import { EmptyState } from '@backstage/core-components';
import { SideDrawer } from '../../../components/SideDrawer';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import type { CellAddress } from './cellAddress';
import { findCriterion } from './findCriterion';
import { CriterionPanel } from './CriterionPanel';

/** A cell of the board in a panel beside it, with its own address. */
export function CriterionDrawer(props: {
  address?: CellAddress;
  onClose: () => void;
}) {
  const { address, onClose } = props;
  const t = useText();
  const { detail } = useTrainPage();
  const found = address && findCriterion(detail, address);
  return (
    <SideDrawer
      open={address !== undefined}
      label={t('train.board.panel')}
      onClose={onClose}
    >
      {found ? (
        <CriterionPanel found={found} />
      ) : (
        <EmptyState
          missing="content"
          title={t('train.board.unknownCell')}
          description={t('train.board.unknownCellHint')}
        />
      )}
    </SideDrawer>
  );
}
