import TextField from '@material-ui/core/TextField';
import { flagKeySchema } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useState } from 'react';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { FlagEditor } from './FlagEditor';

/** A flag that is off for all, and how to turn it on for some. */
const START = `title: New checkout
type: boolean
variants:
  on: true
  off: false
defaultVariant: off
# The first rule that fits counts; whom none fits gets the default.
rules: []
#  - title: Pilots
#    segment: { customers: [acme] }
#    variant: on
#  - segment: { regions: [eu], percent: 10 }
#    variant: on
`;

/** Makes a flag. */
export function NewFlagPage() {
  const t = useText();
  const paths = useOrchestratorPaths();
  const [key, setKey] = useState('');
  const problem = flagKeySchema.safeParse(key).error?.issues[0].message;
  return (
    <FlagEditor
      title={t('flags.edit.new')}
      flagKey={key}
      version={0}
      source={START}
      whyNot={
        problem === undefined
          ? undefined
          : t('flags.edit.keyRule', { rule: problem })
      }
      back={paths.flags()}
    >
      <TextField
        id="orchestrator-flag-key"
        label={t('flags.edit.key')}
        value={key}
        onChange={event => setKey(event.target.value)}
        error={key !== '' && problem !== undefined}
        helperText={
          key !== '' && problem !== undefined
            ? t('flags.edit.keyRule', { rule: problem })
            : t('flags.edit.keyHint')
        }
        required
        fullWidth
        margin="dense"
        variant="outlined"
      />
    </FlagEditor>
  );
}
