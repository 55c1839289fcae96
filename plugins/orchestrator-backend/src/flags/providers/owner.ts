import type { FlagOwner } from '@backstage-orchestrator/plugin-orchestrator-node';

const PREFIX = 'orchestrator ';

/** What a rule of a wave is called in systems that give rules a text: `orchestrator <run>/<wave>`. */
export function ownerText({ run, wave }: FlagOwner): string {
  return `${PREFIX}${encodeURIComponent(run)}/${encodeURIComponent(wave)}`;
}

/** The wave that a rule of that text belongs to; undefined for rules of people. */
export function ownerOf(text: unknown): FlagOwner | undefined {
  if (typeof text !== 'string' || !text.startsWith(PREFIX)) {
    return undefined;
  }
  const [run, wave, ...rest] = text.slice(PREFIX.length).split('/');
  try {
    return wave === undefined || rest.length > 0
      ? undefined
      : { run: decodeURIComponent(run), wave: decodeURIComponent(wave) };
  } catch {
    return undefined;
  }
}
