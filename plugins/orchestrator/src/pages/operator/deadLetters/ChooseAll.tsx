import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import type { Choice } from './useChoice';

/** Chooses all that are shown, or none of them. */
export function ChooseAll(props: {
  label: string;
  choice: Pick<Choice<unknown>, 'chosen' | 'isAll' | 'chooseAll'>;
}) {
  const { chosen, isAll, chooseAll } = props.choice;
  return (
    <FormControlLabel
      label={props.label}
      control={
        <Checkbox
          color="primary"
          size="small"
          checked={isAll}
          indeterminate={chosen.length > 0 && !isAll}
          onChange={(_, on) => chooseAll(on)}
        />
      }
    />
  );
}
