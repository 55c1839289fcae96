export {
  TemplatedHttp,
  type HttpSecret,
  type HttpSpec,
  type TemplatedHttpOptions,
} from './TemplatedHttp';
export { refuseLocalAddress } from './localAddresses';
export {
  exchange,
  ExchangeError,
  type ExchangeAnswer,
  type ExchangeRequest,
} from './exchange';
