import {
  parseFlagText,
  type FlagResult,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useMemo, useState } from 'react';
import { useText } from '../../translation';

/** A flag that is being written as text, with what is wrong with it. */
export interface FlagDraft {
  source: string;
  setSource: (source: string) => void;
  result: FlagResult;
  /** Why the text can't be used yet. */
  whyNot?: string;
}

/** Checks a flag in the browser while it is typed, by the rules of the backend. */
export function useFlagDraft(initial: string): FlagDraft {
  const t = useText();
  const [source, setSource] = useState(initial);
  const result = useMemo(() => parseFlagText(source), [source]);
  return {
    source,
    setSource,
    result,
    whyNot:
      result.issues &&
      t('flags.edit.mistakes', { count: result.issues.length }),
  };
}
