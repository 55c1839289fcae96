import Button from '@material-ui/core/Button';
import Paper from '@material-ui/core/Paper';
import { useText } from '../../translation';
import { LinesAt, TextAt } from './fields';
import { useField } from './ManifestContext';
import type { FieldPath } from './manifestText';

const GATES: FieldPath = ['spec', 'gates'];

/** Commands that must succeed in a target before its change is opened. */
export function GateFields() {
  const t = useText();
  const { value, off, set } = useField(GATES);
  const gates: unknown[] = Array.isArray(value) ? value : [];
  return (
    <>
      {gates.map((_, index) => (
        <Paper
          key={index}
          variant="outlined"
          style={{ padding: '8px 16px', marginBottom: 8 }}
        >
          <TextAt
            path={[...GATES, index, 'id']}
            label={t('newSweep.field.gateId')}
          />
          <TextAt
            path={[...GATES, index, 'title']}
            label={t('newSweep.field.title')}
          />
          <LinesAt
            path={[...GATES, index, 'run', 'command']}
            label={t('newSweep.field.command')}
            help={t('newSweep.help.command')}
          />
          <Button
            size="small"
            aria-label={t('newSweep.removeGate', { number: String(index + 1) })}
            onClick={() =>
              set(
                gates.length === 1
                  ? undefined
                  : gates.filter((__, other) => other !== index),
              )
            }
          >
            {t('newSweep.remove')}
          </Button>
        </Paper>
      ))}
      <Button
        size="small"
        variant="outlined"
        disabled={off}
        onClick={() =>
          set([
            ...gates,
            {
              id: `gate-${gates.length + 1}`,
              run: { command: ['npm', 'test'] },
            },
          ])
        }
      >
        {t('newSweep.addGate')}
      </Button>
    </>
  );
}
