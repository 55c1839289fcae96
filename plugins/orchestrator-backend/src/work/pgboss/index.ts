export {
  PgBossWorkTransport,
  type PgBossWorkTransportOptions,
} from './PgBossWorkTransport';
