import { MAX_RUN_FILE_BYTES } from '@backstage-orchestrator/plugin-orchestrator-common';

/** Limits of a run file: what comes from outside is not trusted to be of a bearable size. */
export interface RunFileLimits {
  /** Bytes of the file as it comes. */
  fileBytes: number;
  /** Bytes of all that is in it. */
  unpackedBytes: number;
  /** Bytes of one line: the largest artifact, in base64, and some room. */
  lineBytes: number;
  events: number;
  /** Analyses of waves. */
  samples: number;
  artifacts: number;
}

const MIB = 1024 * 1024;

export const RUN_FILE_LIMITS: RunFileLimits = {
  fileBytes: MAX_RUN_FILE_BYTES,
  unpackedBytes: 4096 * MIB,
  lineBytes: 48 * MIB,
  events: 5_000_000,
  samples: 10_000,
  artifacts: 1_000_000,
};
