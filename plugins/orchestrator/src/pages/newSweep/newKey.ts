/** Names a try to start, so that pressing again after a lost answer does not start a second run. */
export function newKey(): string {
  const random = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(random, part => part.toString(36)).join('-');
}
