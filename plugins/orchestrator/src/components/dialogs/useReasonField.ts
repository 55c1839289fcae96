import { useMemo } from 'react';
import { useText } from '../../translation';
import type { FormField } from './FormField';

/** The longest reason that the API takes. */
const MAX_REASON = 2_000;

/** The field for why somebody does something, which the log keeps. */
export function useReasonField(): FormField {
  const t = useText();
  return useMemo(
    () => ({
      name: 'reason',
      label: t('common.reason'),
      kind: 'long',
      required: true,
      missing: t('common.reasonMissing'),
      help: t('common.reasonHint'),
      maxLength: MAX_REASON,
    }),
    [t],
  );
}
