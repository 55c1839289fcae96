/** A section with its heading; nothing where there is nothing to tell. */
export function section<T>(
  title: string,
  items: T[],
  content: (items: T[]) => string,
): string[] {
  return items.length === 0 ? [] : [`## ${title}`, content(items)];
}
