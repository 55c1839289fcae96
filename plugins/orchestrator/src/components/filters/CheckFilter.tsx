import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import { useUrlFilters } from '../../data';

/** A filter that is on or off; on, it is `true` in the address. */
export function CheckFilter(props: {
  /** In the address. */
  name: string;
  label: string;
}) {
  const { name, label } = props;
  const { one, set } = useUrlFilters();
  return (
    <FormControlLabel
      control={
        <Checkbox
          size="small"
          color="primary"
          checked={one(name) === 'true'}
          onChange={(_, on) => set({ [name]: on ? 'true' : undefined })}
        />
      }
      label={label}
    />
  );
}
