export {
  TemplatedHttp,
  type HttpSecret,
  type HttpSpec,
  type TemplatedHttpOptions,
} from './TemplatedHttp';
export { addressBelow } from './addresses';
export { refuseLocalAddress } from './localAddresses';
export {
  exchange,
  ExchangeError,
  type ExchangeAnswer,
  type ExchangeRequest,
} from './exchange';
export { readJson } from './readJson';
