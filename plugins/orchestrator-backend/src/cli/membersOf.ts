/** How many parts a run has, in the word of its kind. */
export function membersOf(kind: 'Sweep' | 'Train', members: number): string {
  return `${members} ${kind === 'Train' ? 'products' : 'targets'}`;
}
