import ArchiveIcon from '@material-ui/icons/Archive';
import BlockIcon from '@material-ui/icons/Block';
import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import PauseCircleFilledIcon from '@material-ui/icons/PauseCircleFilled';
import RadioButtonUncheckedIcon from '@material-ui/icons/RadioButtonUnchecked';
import type {
  FlagDetail,
  FlagSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { StateChip, type StateLook } from '../../components/states/StateChip';
import { useText } from '../../translation';

type FlagLook = 'killed' | 'archived' | 'disabled' | 'on' | 'off';

const LOOKS: Record<FlagLook, StateLook> = {
  killed: { icon: BlockIcon, tone: 'bad' },
  archived: { icon: ArchiveIcon, tone: 'muted' },
  disabled: { icon: PauseCircleFilledIcon, tone: 'attention' },
  on: { icon: CheckCircleIcon, tone: 'good' },
  off: { icon: RadioButtonUncheckedIcon, tone: 'neutral' },
};

/** What a reader wants to know of a flag first. */
export function lookOf({
  status,
  standing,
  defaultVariant,
  rules,
}: Pick<
  FlagSummary | FlagDetail,
  'status' | 'standing' | 'defaultVariant' | 'rules'
>): FlagLook {
  if (status !== 'active') {
    return status;
  }
  if (!standing.enabled) {
    return 'disabled';
  }
  const count = typeof rules === 'number' ? rules : rules.length;
  return count > 0 || standing.variant !== defaultVariant ? 'on' : 'off';
}

/** State of a flag, as icon, word and colour. */
export function FlagChip({ flag }: { flag: FlagSummary | FlagDetail }) {
  const t = useText();
  const look = lookOf(flag);
  return <StateChip look={LOOKS[look]} label={t(`flags.state.${look}`)} />;
}
