import Checkbox from '@material-ui/core/Checkbox';
import FormControl from '@material-ui/core/FormControl';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormGroup from '@material-ui/core/FormGroup';
import FormHelperText from '@material-ui/core/FormHelperText';
import FormLabel from '@material-ui/core/FormLabel';
import TextField from '@material-ui/core/TextField';
import { useText } from '../../translation';

/** What is filled in, by the names of the fields; a box is `true` or empty, several chosen ones stand with commas. */
export type FormValues = Record<string, string>;

/** A field of a dialog. */
export interface FormField {
  name: string;
  label: string;
  kind?:
    | 'text'
    | 'long'
    | 'number'
    | 'dateTime'
    | 'select'
    | 'several'
    | 'check';
  /** Choices of `select` and `several`. */
  options?: { value: string; label: string }[];
  required?: boolean;
  /** Said where it is required and left empty. */
  missing?: string;
  help?: string;
  initial?: string;
  /** Of a text, in characters; the longest that the API takes anywhere unless said. */
  maxLength?: number;
}

/** The longest text that the API takes anywhere. */
const MAX_LENGTH = 20_000;

const INPUT_TYPES = { number: 'number', dateTime: 'datetime-local' } as const;

/** Names that are chosen in a field of several. */
export function chosenOf(text: string | undefined): string[] {
  return (text ?? '').split(',').filter(name => name !== '');
}

/** A field as its kind asks for it. */
export function FormDialogField(props: {
  field: FormField;
  value: string;
  missing: boolean;
  first: boolean;
  onChange: (value: string) => void;
}) {
  const { field, value, missing, first, onChange } = props;
  const { name, label, kind = 'text', options = [], required, help } = field;
  const t = useText();
  if (kind === 'check') {
    return (
      <FormControlLabel
        control={
          <Checkbox
            color="primary"
            checked={value === 'true'}
            onChange={(_, checked) => onChange(checked ? 'true' : '')}
          />
        }
        label={label}
      />
    );
  }
  if (kind === 'several') {
    return <Several {...props} />;
  }
  return (
    <TextField
      id={`orchestrator-form-${name}`}
      label={label}
      value={value}
      onChange={event => onChange(event.target.value)}
      required={required}
      error={missing}
      helperText={missing ? field.missing ?? t('common.fieldMissing') : help}
      select={kind === 'select'}
      SelectProps={{ native: true }}
      type={kind in INPUT_TYPES ? INPUT_TYPES[kind as 'number'] : 'text'}
      inputProps={{
        maxLength: field.maxLength ?? MAX_LENGTH,
        ...(kind === 'number' && { step: 'any' }),
      }}
      InputLabelProps={
        kind === 'dateTime' || kind === 'select' ? { shrink: true } : undefined
      }
      multiline={kind === 'long'}
      minRows={kind === 'long' ? 2 : undefined}
      maxRows={kind === 'long' ? 16 : undefined}
      fullWidth
      margin="dense"
      variant="outlined"
      // Asked for on purpose: the dialog is there for this answer.
      // eslint-disable-next-line jsx-a11y/no-autofocus
      autoFocus={first}
    >
      {kind === 'select'
        ? options.map(option => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))
        : undefined}
    </TextField>
  );
}

function Several(props: {
  field: FormField;
  value: string;
  missing: boolean;
  onChange: (value: string) => void;
}) {
  const { field, value, missing, onChange } = props;
  const t = useText();
  const chosen = chosenOf(value);
  return (
    <FormControl component="fieldset" margin="dense" error={missing}>
      <FormLabel component="legend">{field.label}</FormLabel>
      <FormGroup>
        {(field.options ?? []).map(option => (
          <FormControlLabel
            key={option.value}
            control={
              <Checkbox
                size="small"
                color="primary"
                checked={chosen.includes(option.value)}
                onChange={(_, checked) =>
                  onChange(
                    (checked
                      ? [...chosen, option.value]
                      : chosen.filter(name => name !== option.value)
                    ).join(','),
                  )
                }
              />
            }
            label={option.label}
          />
        ))}
      </FormGroup>
      {(missing || field.help) && (
        <FormHelperText>
          {missing ? field.missing ?? t('common.fieldMissing') : field.help}
        </FormHelperText>
      )}
    </FormControl>
  );
}
