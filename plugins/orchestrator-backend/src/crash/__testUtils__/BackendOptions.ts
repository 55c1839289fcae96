import type { Entity } from '@backstage/catalog-model';

/** What a backend in a process of its own is told. */
export interface BackendOptions {
  /** Folder with all of its data: `db`, `repositories`, `work`. */
  folder: string;
  /** Of the loopback interface; the same one after each restart. */
  port: number;
  entities: Entity[];
  /** Callers by their token: each is a service with that name. */
  callers: Record<string, string>;
  workers: { slots: number; graceSeconds: number; leaseSeconds: number };
}
