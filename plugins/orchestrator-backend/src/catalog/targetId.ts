import { DEFAULT_NAMESPACE, type Entity } from '@backstage/catalog-model';

/**
 * Id of an entity as a target: `component.default.payments-api`.
 *
 * @remarks
 * Safe as a part of a path, of an address and of a branch name. Entity references are compared without regard to case,
 * so lower case loses nothing; what is unsafe is written as `_x` and two hexadecimal digits a byte, and so is a `_x` that
 * was there before: no two entities have the same id.
 */
export function targetIdOf(entity: Entity): string {
  const { namespace = DEFAULT_NAMESPACE, name } = entity.metadata;
  return [
    escapeLabel(entity.kind),
    escapeLabel(namespace),
    escapeName(name),
  ].join('.');
}

/** Without dots, so that the first two dots of an id are always the separators. */
function escapeLabel(text: string): string {
  return escape(text, /_(?=x)|[^a-z0-9_-]/gu);
}

/** Dots stay where git accepts them in a branch name: not at an end, not beside another, not in a last `.lock`. */
function escapeName(text: string): string {
  return escape(text, /_(?=x)|^\.|\.(?=\.|$|lock$)|[^a-z0-9._-]/gu);
}

function escape(text: string, unsafe: RegExp): string {
  return text
    .toLocaleLowerCase('en-US')
    .replace(unsafe, found =>
      [...Buffer.from(found, 'utf8')]
        .map(byte => `_x${byte.toString(16).padStart(2, '0')}`)
        .join(''),
    );
}
