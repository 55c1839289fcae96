import Checkbox from '@material-ui/core/Checkbox';
import { useText } from '../../translation';

/** Chooses a row, so that it is answered together with others. */
export function ChooseBox(props: {
  question: string;
  chosen: boolean;
  onToggle: () => void;
}) {
  const { question, chosen, onToggle } = props;
  const t = useText();
  return (
    <Checkbox
      size="small"
      color="primary"
      checked={chosen}
      onChange={onToggle}
      inputProps={{ 'aria-label': t('inbox.choose', { question }) }}
    />
  );
}
