import type {
  RunState,
  TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Entity } from '@backstage/catalog-model';

/** What later steps may know of an earlier one. */
export interface StepResult {
  /** Whether files are other than before it. */
  changed: boolean;
  /** Whether its condition left it out. */
  skipped: boolean;
  /** Of a command; 0 for other steps. */
  exitCode: number;
  /** Standard output of a command without white space at its ends; empty for other steps. */
  stdout: string;
}

/** Names that templates and conditions of a change may use. */
export type TemplateValues = {
  entity?: Entity;
  target: Record<string, unknown>;
  run: Record<string, unknown>;
  parameters: Record<string, unknown>;
  steps: Record<string, StepResult>;
} & Record<string, unknown>;

/** The values of one target. What it doesn't have is left out, so that a template that names it says so. */
export function templateValues(
  run: RunState,
  target: TargetState,
  entity: Entity | undefined,
): TemplateValues {
  return {
    ...(entity ? { entity } : {}),
    target: present({
      id: target.id,
      entityRef: target.entityRef,
      title: target.title,
      owner: target.owner,
      type: target.type,
      system: target.system,
      path: target.repository?.path ?? '',
      repository: target.repository && present({ ...target.repository }),
      labels: target.labels,
    }),
    run: { id: run.id, name: run.name, title: run.title, owner: run.owner },
    parameters: run.manifest.spec.parameters,
    steps: {},
  };
}

function present(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  );
}
