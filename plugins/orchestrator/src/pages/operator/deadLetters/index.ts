export { DeadLetters } from './DeadLetters';
