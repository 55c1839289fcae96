import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { InputError, NotFoundError } from '@backstage/errors';
import type { ArtifactWriter } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Knex } from 'knex';
import { isoNow, type Clock } from '../clock';
import type { ArchivedRunRow } from './rows';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Content shorter than this gains nothing from being compressed. */
const COMPRESS_FROM_BYTES = 256;
/** What one artifact may hold at most, so that a runaway diff can't fill the database. */
export const MAX_ARTIFACT_BYTES = 32 * 1024 * 1024;

interface ArtifactRow {
  digest: string;
  media_type: string;
  encoding: 'identity' | 'gzip';
  size: number;
  content: Buffer;
  created_at: string;
}

/** Keeps logs, diffs and outputs in the database: content-addressed and compressed. */
export class ArtifactStore {
  readonly #database: Knex;
  readonly #clock: Clock;

  constructor(options: { database: Knex; clock: Clock }) {
    this.#database = options.database;
    this.#clock = options.clock;
  }

  /** A writer whose artifacts may be shown by one run. */
  forRun(runId: string): ArtifactWriter {
    return {
      put: (content, mediaType) => this.#put(runId, content, mediaType),
      get: digest => this.get(digest),
    };
  }

  async #put(
    runId: string,
    content: string | Uint8Array,
    mediaType: string,
  ): Promise<string> {
    const bytes =
      typeof content === 'string'
        ? Buffer.from(content, 'utf8')
        : Buffer.from(content);
    if (bytes.length > MAX_ARTIFACT_BYTES) {
      throw new InputError(
        `An artifact of ${bytes.length} bytes is too large: at most ${MAX_ARTIFACT_BYTES} are kept`,
      );
    }
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    const isLarge = bytes.length >= COMPRESS_FROM_BYTES;
    const row: ArtifactRow = {
      digest,
      media_type: mediaType,
      encoding: isLarge ? 'gzip' : 'identity',
      size: bytes.length,
      content: isLarge ? await compress(bytes) : bytes,
      created_at: isoNow(this.#clock),
    };
    // Touching one that is there already keeps it from being deleted as unused before the next line.
    await this.#database('artifacts')
      .insert(row)
      .onConflict('digest')
      .merge(['created_at']);
    await this.#database('run_artifacts')
      .insert({ run_id: runId, digest })
      .onConflict(['run_id', 'digest'])
      .ignore();
    return digest;
  }

  /** @throws NotFoundError when there is no such artifact */
  async get(
    digest: string,
  ): Promise<{ content: Uint8Array; mediaType: string }> {
    const row = await this.#database<ArtifactRow>('artifacts')
      .where({ digest })
      .first();
    if (!row) {
      throw new NotFoundError(`There is no artifact ${digest}`);
    }
    const content =
      row.encoding === 'gzip' ? await decompress(row.content) : row.content;
    return { content, mediaType: row.media_type };
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
