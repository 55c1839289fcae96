import type {
  FlagDetail,
  FlagRule,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useText, type Text } from '../../translation';
import { Rows } from '../operator/Rows';
import { FlagSection } from './FlagSection';
import { segmentText } from './segmentText';

/** Who gets what, the first rule that fits. */
export function FlagRules({ flag }: { flag: FlagDetail }) {
  const t = useText();
  const { variant } = flag.standing;
  const rest = {
    key: 'rest',
    cells: ['', t('flags.rule.rest'), variant, ''],
  };
  return (
    <FlagSection name="rules" title={t('flags.rules')}>
      <Rows
        label={t('flags.rules')}
        empty={t('flags.noRules', { variant })}
        columns={[
          t('flags.rule.order'),
          t('flags.rule.who'),
          t('flags.rule.gets'),
          t('flags.rule.from'),
        ]}
        rows={
          flag.rules.length === 0
            ? []
            : [
                ...flag.rules.map((rule, index) => ({
                  key: String(index),
                  cells: [
                    String(index + 1),
                    segmentText(t, rule.segment),
                    rule.variant,
                    fromText(t, rule),
                  ],
                })),
                rest,
              ]
        }
      />
    </FlagSection>
  );
}

/** Who has written a rule: a wave of a train, or people, with what they call it. */
function fromText(t: Text, { source, title }: FlagRule): string {
  return source
    ? t('flags.rule.wave', { wave: source.wave, run: source.run })
    : title ?? t('flags.rule.person');
}
