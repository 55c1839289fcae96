export { refuseLocalAddress } from './localAddresses';
export {
  exchange,
  ExchangeError,
  type ExchangeAnswer,
  type ExchangeRequest,
} from './exchange';
