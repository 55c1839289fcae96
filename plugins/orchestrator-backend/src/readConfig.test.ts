import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import { strictnessTable } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { JsonObject } from '@backstage/types';
import { readConfig } from './readConfig';

function read(orchestrator?: JsonObject) {
  return readConfig(
    mockServices.rootConfig({ data: orchestrator ? { orchestrator } : {} }),
  );
}

describe('the configuration', () => {
  it('needs nothing to be set: then no command may run, and no repository be changed', () => {
    expect(read()).toEqual({
      allowVolatile: false,
      workDirectory: join(tmpdir(), 'orchestrator'),
      localDirectory: undefined,
      commands: {
        allow: [],
        allowFromRepository: false,
        sandbox: 'auto',
        maxOutputBytes: 1024 * 1024,
        readOnlyPaths: [],
      },
      author: {
        name: 'Backstage Orchestrator',
        email: 'orchestrator@localhost',
      },
      servePages: true,
      workers: { slots: 4, graceMs: 20_000, serves: ['git', 'train'] },
      limits: {
        manifestBytes: 262_144,
        targets: 10_000,
        steps: 100,
        artifactBytes: 33_554_432,
        requestsPerMinute: 1_200,
        freeDiskBytes: 268_435_456,
      },
      pacing: expect.objectContaining({ rateLimits: [], windows: [] }),
      retention: {
        archiveAfterMs: 90 * 24 * 60 * 60 * 1000,
        deleteArtifactsAfterMs: undefined,
      },
      flags: { evaluationsPerMinute: 60_000, providers: [] },
      trains: {
        flags: 'own',
        strictness: strictnessTable(),
        workflows: { allow: [] },
      },
      trainServices: expect.objectContaining({ prometheus: [] }),
      webhooks: [],
      portalUrl: '',
    });
  });

  it('takes every setting, with seconds as milliseconds and paths from the folder of the backend', () => {
    expect(
      read({
        allowVolatile: true,
        workDirectory: 'work',
        codeHosts: { local: { directory: 'repositories' } },
        commands: {
          allow: ['node'],
          allowFromRepository: true,
          sandbox: 'required',
          maxOutputBytes: 2048,
          readOnlyPaths: ['jdk'],
        },
        git: { author: { name: 'Robot', email: 'robot@example.com' } },
        servePages: false,
        workers: {
          slots: 0,
          graceSeconds: 1,
          leaseSeconds: 3,
          serves: [],
          lanes: { git: { maxConcurrent: 2 } },
        },
        limits: {
          manifestBytes: 2048,
          targets: 5,
          steps: 6,
          artifactBytes: 4096,
          requestsPerMinute: 0,
          freeDiskBytes: 0,
        },
        retention: { archiveAfter: 'never', deleteArtifactsAfter: 'PT36H' },
      }),
    ).toEqual({
      allowVolatile: true,
      workDirectory: resolve('work'),
      localDirectory: resolve('repositories'),
      commands: {
        allow: ['node'],
        allowFromRepository: true,
        sandbox: 'required',
        maxOutputBytes: 2048,
        readOnlyPaths: [resolve('jdk')],
      },
      author: { name: 'Robot', email: 'robot@example.com' },
      servePages: false,
      workers: {
        slots: 0,
        graceMs: 1_000,
        leaseMs: 3_000,
        serves: [],
        limits: { git: 2 },
      },
      limits: {
        manifestBytes: 2048,
        targets: 5,
        steps: 6,
        artifactBytes: 4096,
        requestsPerMinute: 0,
        freeDiskBytes: 0,
      },
      pacing: expect.objectContaining({ rateLimits: [], windows: [] }),
      retention: {
        archiveAfterMs: undefined,
        deleteArtifactsAfterMs: 36 * 60 * 60 * 1000,
      },
      flags: { evaluationsPerMinute: 60_000, providers: [] },
      trains: {
        flags: 'own',
        strictness: strictnessTable(),
        workflows: { allow: [] },
      },
      trainServices: expect.objectContaining({ prometheus: [] }),
      webhooks: [],
      portalUrl: '',
    });
  });

  it.each<[JsonObject, string]>([
    [
      { commands: { sandbox: 'sometimes' } },
      'orchestrator.commands.sandbox: found "sometimes"; accepted is auto, required, off',
    ],
    [
      { limits: { targets: 0 } },
      'orchestrator.limits.targets: found 0; accepted is a whole number from 1',
    ],
    [
      { commands: { maxOutputBytes: 10 } },
      'orchestrator.commands.maxOutputBytes: found 10; accepted is a whole number from 1024',
    ],
    [
      { workers: { slots: -1 } },
      'orchestrator.workers.slots: found -1; accepted is a whole number from 0',
    ],
    [
      { workers: { slots: 1.5 } },
      'orchestrator.workers.slots: found 1.5; accepted is a whole number from 0',
    ],
    [
      { workers: { serves: ['gpu'] } },
      'orchestrator.workers.serves: found "gpu"; accepted is git, train',
    ],
    [
      { workers: { lanes: { gpu: { maxConcurrent: 1 } } } },
      'orchestrator.workers.lanes: found "gpu"; accepted is git',
    ],
    [
      { workers: { lanes: { git: { maxConcurrent: 0 } } } },
      'orchestrator.workers.lanes.git.maxConcurrent: found 0; accepted is a whole number from 1',
    ],
    [
      { workers: { leaseSeconds: 2 } },
      'orchestrator.workers.leaseSeconds: found 2; accepted is a whole number from 3',
    ],
    [
      { retention: { archiveAfter: 'soon' } },
      'orchestrator.retention.archiveAfter: found "soon"; accepted is a duration such as 90d or PT12H, or never',
    ],
  ])('says what is wrong with %j', (config, message) => {
    expect(() => read(config)).toThrow(InputError);
    expect(() => read(config)).toThrow(message);
  });
});
