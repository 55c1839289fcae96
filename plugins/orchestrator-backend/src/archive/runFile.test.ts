import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Knex } from 'knex';
import { ANA, describeTargets, RunHarness } from '../runs/testing/RunHarness';
import { rebuildReadTables } from '../store/rebuild';
import { testDatabases } from '../testing';
import { deleteArtifactsOfImports } from './deleteArtifacts';
import type { RunFileLimits } from './limits';
import { restoreRun } from './restoreRun';
import { endedRun } from './testing/endedRun';
import { readEverything } from './testing/readEverything';
import {
  exported,
  FILE_CLOCK as clock,
  fileTools as toolsOf,
  forged,
  imported,
} from './testing/runFiles';

const databases = testDatabases();
const TABLES = ['runs', 'events', 'archived_runs', 'archived_targets'];

describe.each(databases.supported)('a run as a file, on %s', kind => {
  let harness: RunHarness;
  let other: Knex;
  let runId: string;
  let file: Buffer;

  beforeEach(async () => {
    harness = new RunHarness(await databases.init(kind));
    other = await databases.init(kind);
    runId = await endedRun(harness, 6);
    file = await exported(harness.database, runId);
  });

  async function expectNothing(): Promise<void> {
    for (const table of TABLES) {
      expect(await other(table)).toEqual([]);
    }
    expect(
      await other('run_artifacts').whereNot('run_id', 'like', 'import/%'),
    ).toEqual([]);
  }

  it('comes to another portal whole, as history', async () => {
    const before = await readEverything(harness.database, runId);
    expect(await imported(other, file)).toEqual({
      runId,
      kind: 'Sweep',
      events: before.events.length + 1,
      members: 6,
      artifacts: 2,
    });
    const { run, events, states, csv, diffs, manifest } = await readEverything(
      other,
      runId,
    );
    expect({ states, csv, diffs, manifest }).toEqual({
      states: before.states,
      csv: before.csv,
      diffs: before.diffs,
      manifest: before.manifest,
    });
    expect(run).toMatchObject({
      status: 'finished',
      importedAt: '2031-01-01T00:00:00.000Z',
      archivedAt: '2031-01-01T00:00:00.000Z',
    });
    expect(events.slice(0, -1)).toEqual(before.events);
    expect(events.at(-1)).toMatchObject({
      type: 'run.imported',
      actor: ANA.actor,
    });
    const store = toolsOf(other).artifacts;
    for (const { digest } of await harness.database('run_artifacts')) {
      expect(await store.getOfRun(runId, digest)).toEqual(
        await toolsOf(harness.database).artifacts.getOfRun(runId, digest),
      );
    }
    expect(
      (await rebuildReadTables(other, { write: false })).differences,
    ).toEqual([]);
  });

  it('can be sent on, and can’t be gone on with', async () => {
    await imported(other, file);
    const { runs: service, transactional } = new RunHarness(other);
    await expect(restoreRun(other, transactional, runId, ANA)).rejects.toThrow(
      'it can be read, not restored',
    );
    await expect(
      service.command(
        runId,
        { type: 'rollback', by: ANA.actor.ref, reason: 'x' },
        ANA,
      ),
    ).rejects.toThrow('The run was imported');
    const third = await databases.init(kind);
    const again = await imported(third, await exported(other, runId));
    expect(again.artifacts).toBe(2);
  });

  it('is refused where there is such a run', async () => {
    await expect(imported(harness.database, file)).rejects.toThrow(
      `There is a run ${runId} already`,
    );
    await imported(other, file);
    await expect(imported(other, file)).rejects.toThrow('already');
  });

  it('is refused while the run goes on', async () => {
    const running = await harness.create(describeTargets(2));
    await expect(
      imported(other, await exported(harness.database, running)),
    ).rejects.toThrow(
      /^Line \d+: The run is dryRunning; accepted is a run that is finished or cancelled$/,
    );
    await expectNothing();
  });

  it.each<[string, (lines: any[]) => any[], RegExp]>([
    [
      'another format',
      ([header, ...rest]) => [{ ...header, format: 'zip' }, ...rest],
      /^Line 1: found format: .*; accepted is the header of a run file$/,
    ],
    [
      'a later version of the format',
      ([header, ...rest]) => [{ ...header, formatVersion: 3 }, ...rest],
      /^Line 1: found format version 3; accepted is a version up to 2; update the orchestrator first$/,
    ],
    [
      'later events',
      ([header, ...rest]) => [{ ...header, eventSchemaVersion: 99 }, ...rest],
      /^Line 1: found events of version 99; accepted is a version up to \d+; update/,
    ],
    [
      'an id that is a path',
      ([header, ...rest]) => [{ ...header, runId: '../x' }, ...rest],
      /^Line 1: found runId: /,
    ],
    ['no events', ([header]) => [header], /^Line 2: found no event before/],
    [
      'a gap in a stream',
      lines => lines.filter((_, index) => index !== 2),
      /^Line \d+: The stream run\/.* has a gap: found version 3, accepted is 2$/,
    ],
    [
      'an event twice',
      ([header, first, ...rest]) => [header, first, first, ...rest],
      /^Line 3: found position 1; accepted is one above 1/,
    ],
    [
      'an event of another run',
      ([header, first, ...rest]) => [
        header,
        { event: { ...first.event, runId: 'b' } },
        ...rest,
      ],
      /^Line 2: An event of the stream /,
    ],
    [
      'an event that is not known',
      ([header, first, second, ...rest]) => [
        header,
        first,
        { event: { ...second.event, type: 'run.exploded' } },
        ...rest,
      ],
      /^Line 3: .*run\.exploded/,
    ],
    [
      'an event without its data',
      ([header, first, ...rest]) => [
        header,
        { event: { ...first.event, data: {} } },
        ...rest,
      ],
      /^Line 2: /,
    ],
    [
      'a manifest that can’t be read',
      ([header, first, ...rest]) => {
        const { data } = first.event;
        const spec = { ...data.manifest.spec, change: 1 };
        const manifest = { ...data.manifest, spec };
        return [
          header,
          { event: { ...first.event, data: { ...data, manifest } } },
          ...rest,
        ];
      },
      /^Line \d+: the manifest of the run can't be read: spec\.change: found 1/,
    ],
    [
      'a script for an address',
      lines =>
        lines.map(line =>
          line.event?.data.change
            ? {
                event: {
                  ...line.event,
                  data: {
                    ...line.event.data,
                    change: {
                      ...line.event.data.change,
                      // eslint-disable-next-line no-script-url -- what a forger would try
                      url: 'javascript:alert(1)',
                    },
                  },
                },
              }
            : line,
        ),
      /^Line \d+: found the address "javascript:alert\(1\)" in target .*; accepted is an address with http/,
    ],
    [
      'a target that is none',
      lines =>
        lines.map(line =>
          line.event?.type === 'target.discovered'
            ? {
                event: {
                  ...line.event,
                  data: { ...line.event.data, labels: { a: 1 } },
                },
              }
            : line,
        ),
      /^Line \d+: the target .* is not one that can be: labels\.a: /,
    ],
    [
      'an artifact of another content',
      lines =>
        lines.map(line =>
          line.artifact
            ? {
                artifact: {
                  ...line.artifact,
                  content: Buffer.from('x'.repeat(line.artifact.size)).toString(
                    'base64',
                  ),
                },
              }
            : line,
        ),
      /^Line \d+: found an artifact with the digest sha256:.*; accepted is content of the digest sha256:/,
    ],
    [
      'an artifact of another size',
      lines =>
        lines.map(line =>
          line.artifact ? { artifact: { ...line.artifact, size: 1 } } : line,
        ),
      /^Line \d+: found an artifact of \d+ bytes; accepted is the 1 bytes/,
    ],
    [
      'an event after the artifacts',
      lines => [...lines, lines[1]],
      /^Line \d+: found an event; accepted is events before all artifacts$/,
    ],
    [
      'samples, which no sweep has',
      ([header, ...lines]) => [
        { ...header, formatVersion: 2 },
        ...lines.filter(({ event }) => event),
        {
          samples: { wave: 'pilot', round: 1, stage: 'during', metrics: {} },
        },
      ],
      /^Line \d+: found samples; accepted is none in a sweep, which has no waves$/,
    ],
    [
      'a line of another kind',
      lines => [...lines, { secret: 1 }],
      /^Line \d+: found the field secret; accepted is event, artifact or end$/,
    ],
  ])('is refused with %s', async (_, change, message) => {
    await expect(imported(other, forged(file, change))).rejects.toThrow(
      message,
    );
    await expectNothing();
  });

  it.each<[string, (file: Buffer) => Buffer, RegExp]>([
    ['nothing', () => Buffer.alloc(0), /can't be unpacked/],
    ['noise', () => randomBytes(5000), /can't be unpacked: found incorrect/],
    [
      'a file that was cut off',
      whole => whole.subarray(0, whole.length - 20),
      /can't be unpacked: found unexpected end of file/,
    ],
    [
      'lines that were cut off',
      whole =>
        gzipSync(
          gunzipSync(whole)
            .toString('utf8')
            .replace(/\n\{"end.*/s, ''),
        ),
      /^InputError: Line \d+: found the end of the file; accepted is a last line/,
    ],
    [
      'lines that were changed',
      whole =>
        gzipSync(
          gunzipSync(whole).toString('utf8').replace('Node 22', 'Node 23'),
        ),
      /found digest sha256:.*; the file was changed or damaged$/,
    ],
    [
      'more after the end',
      whole =>
        gzipSync(Buffer.concat([gunzipSync(whole), Buffer.from('{}\n')])),
      /found a line after the end/,
    ],
    [
      'no JSON',
      () => gzipSync('hello\nworld\n'),
      /Line 1: found no JSON object; accepted is one JSON object per line/,
    ],
  ])('is refused where it is %s', async (_, change, message) => {
    const error = await imported(other, change(file)).catch(String);
    expect(error).toMatch(message);
    await expectNothing();
  });

  it.each<[Partial<RunFileLimits>, RegExp]>([
    [{ fileBytes: 1024 }, /^The file is too large: accepted are .* MiB in the/],
    [{ unpackedBytes: 1024 }, /^What is packed in the file is too large/],
    [{ lineBytes: 100 }, /^Line 1 is too long/],
    [{ events: 3 }, /^Line 5: found more than 3 events; accepted is 3 at most/],
    [{ artifacts: 1 }, /found more than 1 artifacts; accepted is 1 at most$/],
  ])('is refused over a limit: %j', async (limits, message) => {
    await expect(imported(other, file, limits)).rejects.toThrow(message);
    await expectNothing();
  });

  it('leaves no artifact of an import that failed', async () => {
    await expect(
      imported(
        other,
        forged(file, lines => [...lines, { x: 1 }]),
      ),
    ).rejects.toThrow('found the field x');
    expect(await other('artifacts')).toHaveLength(2);
    await deleteArtifactsOfImports(other, clock.now());
    expect(await other('artifacts')).toHaveLength(2);
    await deleteArtifactsOfImports(
      other,
      new Date(clock.now().getTime() + 25 * 60 * 60 * 1000),
    );
    expect(await other('artifacts')).toEqual([]);
    expect(await other('run_artifacts')).toEqual([]);
  });
});
