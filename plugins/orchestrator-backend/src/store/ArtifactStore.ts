import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { NotFoundError } from '@backstage/errors';
import {
  FailureError,
  type ArtifactWriter,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Knex } from 'knex';
import { isoNow, type Clock } from '../clock';
import type { ArchivedRunRow } from './rows';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Content shorter than this gains nothing from being compressed. */
const COMPRESS_FROM_BYTES = 256;
/** What one artifact may hold at most, so that a runaway diff can't fill the database. */
export const MAX_ARTIFACT_BYTES = 32 * 1024 * 1024;
/** Rows of one insert. */
const INSERT_CHUNK = 100;

/** An artifact as it is kept. */
export interface StoredArtifact {
  digest: string;
  media_type: string;
  encoding: 'identity' | 'gzip';
  size: number;
  content: Buffer;
  created_at: string;
}

/** Collects what an attempt produces; whoever records its result takes the rows along. */
export class AttemptArtifacts implements ArtifactWriter {
  readonly #store: Pick<ArtifactStore, 'get' | 'maxBytes'>;
  readonly #clock: Clock;
  readonly #rows = new Map<string, StoredArtifact>();

  constructor(store: Pick<ArtifactStore, 'get' | 'maxBytes'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** What was put so far. */
  get rows(): StoredArtifact[] {
    return [...this.#rows.values()];
  }

  /** @throws FailureError `artifactTooLarge`, which trying again can't mend */
  async put(content: string | Uint8Array, mediaType: string): Promise<string> {
    const bytes =
      typeof content === 'string'
        ? Buffer.from(content, 'utf8')
        : Buffer.from(content);
    const { maxBytes } = this.#store;
    if (bytes.length > maxBytes) {
      throw new FailureError({
        class: 'permanent',
        code: 'artifactTooLarge',
        message: `artifact (${mediaType}): found ${bytes.length} bytes, accepted are at most ${maxBytes} (orchestrator.limits.artifactBytes). Is a build output or a dependency folder part of the change?`,
      });
    }
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    const isLarge = bytes.length >= COMPRESS_FROM_BYTES;
    this.#rows.set(digest, {
      digest,
      media_type: mediaType,
      encoding: isLarge ? 'gzip' : 'identity',
      size: bytes.length,
      content: isLarge ? await compress(bytes) : bytes,
      created_at: isoNow(this.#clock),
    });
    return digest;
  }

  /** @throws NotFoundError when there is no such artifact, neither here nor kept */
  async get(
    digest: string,
  ): Promise<{ content: Uint8Array; mediaType: string }> {
    const row = this.#rows.get(digest);
    return row ? contentOf(row) : this.#store.get(digest);
  }
}

/** Keeps logs, diffs and outputs in the database: content-addressed and compressed. */
export class ArtifactStore {
  readonly #database: Knex;
  readonly #clock: Clock;
  readonly #maxBytes: number;

  constructor(options: { database: Knex; clock: Clock; maxBytes?: number }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#maxBytes = options.maxBytes ?? MAX_ARTIFACT_BYTES;
  }

  /** Longest content that is kept. */
  get maxBytes(): number {
    return this.#maxBytes;
  }

  /** Artifacts of one attempt, which are kept with its result or not at all. */
  forAttempt(): AttemptArtifacts {
    return new AttemptArtifacts(this, this.#clock);
  }

  /**
   * Keeps one artifact at once, for a run to show.
   *
   * @returns its digest
   * @throws FailureError `artifactTooLarge`
   */
  async keep(
    runId: string,
    content: string | Uint8Array,
    mediaType: string,
  ): Promise<string> {
    const artifacts = this.forAttempt();
    const digest = await artifacts.put(content, mediaType);
    await this.#database.transaction(trx =>
      insertArtifacts(trx, runId, artifacts.rows),
    );
    return digest;
  }

  /** @throws NotFoundError when there is no such artifact */
  async get(
    digest: string,
  ): Promise<{ content: Uint8Array; mediaType: string }> {
    const row = await this.#database<StoredArtifact>('artifacts')
      .where({ digest })
      .first();
    if (!row) {
      throw new NotFoundError(`There is no artifact ${digest}`);
    }
    return contentOf(row);
  }

  /**
   * An artifact that a run may show.
   *
   * @throws NotFoundError when the run has no such artifact: knowing a digest gives no right to see it
   */
  async getOfRun(
    runId: string,
    digest: string,
  ): Promise<{ content: Uint8Array; mediaType: string }> {
    const linked = await this.#database('run_artifacts')
      .where({ run_id: runId, digest })
      .first();
    if (!linked) {
      const archived = await this.#database<ArchivedRunRow>('archived_runs')
        .where({ run_id: runId })
        .first('artifacts_deleted_at');
      throw new NotFoundError(
        archived?.artifacts_deleted_at
          ? `The artifacts of run ${runId} were deleted at ${archived.artifacts_deleted_at}, as it has been in the archive for so long`
          : `Run ${runId} has no artifact ${digest}`,
      );
    }
    return this.get(digest);
  }
}

/** Keeps artifacts in the caller's transaction, for one run to show; those that are kept already are kept once. */
export async function insertArtifacts(
  trx: Knex,
  runId: string,
  artifacts: StoredArtifact[],
): Promise<void> {
  const byDigest = new Map(artifacts.map(row => [row.digest, row]));
  // In one order for everybody, so that two transactions with the same artifacts don't block each other.
  const rows = [...byDigest.values()].sort((a, b) =>
    a.digest < b.digest ? -1 : 1,
  );
  for (let start = 0; start < rows.length; start += INSERT_CHUNK) {
    const some = rows.slice(start, start + INSERT_CHUNK);
    // Touching those that are there already keeps them from being deleted as unused meanwhile.
    await trx('artifacts')
      .insert(some)
      .onConflict('digest')
      .merge(['created_at']);
    await trx('run_artifacts')
      .insert(some.map(({ digest }) => ({ run_id: runId, digest })))
      .onConflict(['run_id', 'digest'])
      .ignore();
  }
}

async function contentOf(
  row: StoredArtifact,
): Promise<{ content: Uint8Array; mediaType: string }> {
  const content =
    row.encoding === 'gzip' ? await decompress(row.content) : row.content;
  return { content, mediaType: row.media_type };
}
