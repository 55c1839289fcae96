export { badInput, BadInputError, quoteFound } from './badInput';
export {
  formatDuration,
  parseDuration,
  parseDurationParts,
  type DurationParts,
} from './duration';
export { formatInstant, parseInstant } from './instant';
export { nextTurn, type CountedLimit, type Turn } from './nextTurn';
export {
  admit,
  describeRateLimit,
  MAX_RATE_WINDOW_MS,
  type Admission,
  type RateLimit,
  type RateLimitScope,
  type SentRequests,
} from './rateLimits';
export {
  afterFailure,
  defaultRetryPolicy,
  retryDelay,
  validateRetryPolicy,
  type AttemptFailure,
  type ErrorClass,
  type RetryDecision,
  type RetryPolicy,
} from './retries';
