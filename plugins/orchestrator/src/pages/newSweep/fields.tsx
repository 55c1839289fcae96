import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import MenuItem from '@material-ui/core/MenuItem';
import TextField, { type TextFieldProps } from '@material-ui/core/TextField';
import { useEffect, useState } from 'react';
import {
  formatLines,
  formatPairs,
  formatValues,
  parseLines,
  parsePairs,
  parsePairsWithLists,
  parseValues,
} from './fieldTexts';
import { useField } from './ManifestContext';
import type { FieldPath } from './manifestText';

interface FieldProps {
  path: FieldPath;
  label: string;
  help?: string;
}

const LOOK: Pick<TextFieldProps, 'variant' | 'size' | 'fullWidth' | 'margin'> =
  { variant: 'outlined', size: 'small', fullWidth: true, margin: 'dense' };

/** A text of the manifest. */
export function TextAt(props: FieldProps & { multiline?: boolean }) {
  const { path, label, help, multiline } = props;
  const { value, off, issue, set } = useField(path);
  return (
    <TextField
      {...LOOK}
      id={idOf(path)}
      label={label}
      value={value === undefined || value === null ? '' : String(value)}
      onChange={event =>
        set(event.target.value === '' ? undefined : event.target.value)
      }
      disabled={off}
      error={issue !== undefined}
      helperText={issue ?? help}
      multiline={multiline}
      minRows={multiline ? 3 : undefined}
    />
  );
}

/** A number of the manifest; what is left out has the default that is shown. */
export function NumberAt(
  props: FieldProps & { byDefault: number; min?: number },
) {
  const { path, label, help, byDefault, min = 1 } = props;
  const { value, off, issue, set } = useField(path);
  return (
    <TextField
      {...LOOK}
      id={idOf(path)}
      type="number"
      label={label}
      value={typeof value === 'number' ? value : ''}
      placeholder={String(byDefault)}
      InputLabelProps={{ shrink: true }}
      inputProps={{ min }}
      onChange={event =>
        set(event.target.value === '' ? undefined : Number(event.target.value))
      }
      disabled={off}
      error={issue !== undefined}
      helperText={issue ?? help}
    />
  );
}

/** A yes or no of the manifest. */
export function SwitchAt(props: FieldProps & { byDefault: boolean }) {
  const { path, label, byDefault } = props;
  const { value, off, set } = useField(path);
  return (
    <FormControlLabel
      control={
        <Checkbox
          color="primary"
          checked={typeof value === 'boolean' ? value : byDefault}
          disabled={off}
          onChange={(_, on) => set(on === byDefault ? undefined : on)}
        />
      }
      label={label}
    />
  );
}

/** One of a few words of the manifest. */
export function ChoiceAt(
  props: FieldProps & {
    byDefault: string;
    options: { value: string; label: string }[];
  },
) {
  const { path, label, help, byDefault, options } = props;
  const { value, off, issue, set } = useField(path);
  return (
    <TextField
      {...LOOK}
      id={idOf(path)}
      select
      label={label}
      value={typeof value === 'string' ? value : byDefault}
      onChange={event =>
        set(event.target.value === byDefault ? undefined : event.target.value)
      }
      disabled={off}
      error={issue !== undefined}
      helperText={issue ?? help}
    >
      {options.map(option => (
        <MenuItem key={option.value} value={option.value}>
          {option.label}
        </MenuItem>
      ))}
    </TextField>
  );
}

/** A list of texts of the manifest, one per line. */
export function LinesAt(props: FieldProps & { placeholder?: string }) {
  return <DraftField {...props} format={formatLines} parse={parseLines} />;
}

/** A map of the manifest as `key = value` lines; several values of a key are divided by commas. */
export function PairsAt(
  props: FieldProps & { placeholder?: string; lists?: boolean },
) {
  const { lists, ...rest } = props;
  return (
    <DraftField
      {...rest}
      format={formatPairs}
      parse={lists ? parsePairsWithLists : parsePairs}
    />
  );
}

/** A map of the manifest as `key = value` lines whose values are JSON where they can be, and text otherwise. */
export function ValuesAt(props: FieldProps & { placeholder?: string }) {
  return <DraftField {...props} format={formatValues} parse={parseValues} />;
}

interface DraftFieldProps extends FieldProps {
  placeholder?: string;
  format: (value: unknown) => string;
  parse: (text: string) => unknown;
}

/** Keeps what is being typed: half a line says nothing to the manifest yet, but must stay in the field. */
function DraftField({
  path,
  label,
  help,
  placeholder,
  format,
  parse,
}: DraftFieldProps) {
  const { value, off, issue, set } = useField(path);
  const written = format(value);
  const [draft, setDraft] = useState(written);
  useEffect(
    () => setDraft(old => (format(parse(old)) === written ? old : written)),
    [written, format, parse],
  );
  return (
    <TextField
      {...LOOK}
      id={idOf(path)}
      label={label}
      value={draft}
      placeholder={placeholder}
      onChange={event => {
        setDraft(event.target.value);
        set(parse(event.target.value));
      }}
      disabled={off}
      error={issue !== undefined}
      helperText={issue ?? help}
      multiline
      minRows={2}
    />
  );
}

function idOf(path: FieldPath): string {
  return `orchestrator-field-${path.join('-')}`;
}
