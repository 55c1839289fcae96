export * from './looks';
export * from './runGroups';
export * from './segments';
export * from './StateChip';
export * from './stateChips';
export * from './tones';
export * from './trainChips';
export * from './trainLooks';
