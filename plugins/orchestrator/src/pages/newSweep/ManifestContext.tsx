import type { ManifestIssue } from '@backstage-orchestrator/plugin-orchestrator-common';
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import {
  isIssueOf,
  patchManifest,
  readManifest,
  valueAt,
  type FieldPath,
} from './manifestText';

/** The manifest that a form is for: its text is the truth, a field reads from it and patches it. */
export interface ManifestForm {
  values: unknown;
  /** Why the text can't be read; the form is off then. */
  error?: string;
  issues: ManifestIssue[];
  set: (path: FieldPath, value: unknown) => void;
}

const Context = createContext<ManifestForm>({
  values: undefined,
  issues: [],
  set: () => {},
});

/** Gives the fields inside it a manifest. */
export function ManifestProvider(props: {
  source: string;
  issues: ManifestIssue[];
  onChange: (source: string) => void;
  children: ReactNode;
}) {
  const { source, issues, onChange, children } = props;
  const form = useMemo<ManifestForm>(
    () => ({
      ...readManifest(source),
      issues,
      set: (path, value) => onChange(patchManifest(source, path, value)),
    }),
    [source, issues, onChange],
  );
  return <Context.Provider value={form}>{children}</Context.Provider>;
}

/** The manifest around a field. */
export function useManifestForm(): ManifestForm {
  return useContext(Context);
}

/** One field of the manifest: what it is, what is wrong with it, and how to change it. */
export function useField(path: FieldPath) {
  const form = useManifestForm();
  return {
    value: valueAt(form.values, path),
    off: form.error !== undefined,
    issue: form.issues.find(issue => isIssueOf(issue.path, path))?.message,
    set: (value: unknown) => form.set(path, value),
  };
}
