import { ConfigReader } from '@backstage/config';
import { readPacing } from './readPacing';

const read = (data: object) =>
  readPacing(new ConfigReader(JSON.parse(JSON.stringify(data))));
const github = {
  rateLimits: [
    { scope: 'host', max: 80, per: '1m' },
    { scope: 'host', max: 500, per: '1h' },
  ],
  concurrency: 100,
};

describe('readPacing', () => {
  it('spares GitHub as it asks to be, without a word about it', () => {
    expect(readPacing(undefined)).toEqual({
      rateLimits: [],
      hosts: { github },
      windows: [],
    });
    expect(read({ codeHosts: { github: { concurrency: 5 } } }).hosts).toEqual({
      github: { ...github, concurrency: 5 },
    });
  });

  it('reads limits for all, for a host, and windows', () => {
    const windows = [
      {
        kind: 'deny',
        timezone: 'Europe/Berlin',
        ranges: [{ from: '2030-12-20T00:00', to: '2031-01-07T00:00' }],
        reason: 'Year end',
      },
    ];
    expect(
      read({
        rateLimits: [
          { max: 100, per: '1h' },
          { scope: 'owner', max: 5, per: '1d' },
        ],
        codeHosts: {
          local: { directory: '/r' },
          gitlab: { rateLimits: [{ max: 10, per: '1m' }], concurrency: 8 },
          github: { rateLimits: [] },
        },
        windows,
      }),
    ).toEqual({
      rateLimits: [
        { scope: 'global', max: 100, per: '1h' },
        { scope: 'owner', max: 5, per: '1d' },
      ],
      hosts: {
        local: { rateLimits: [] },
        gitlab: {
          rateLimits: [{ scope: 'host', max: 10, per: '1m' }],
          concurrency: 8,
        },
        github: { rateLimits: [], concurrency: 100 },
      },
      windows,
    });
  });

  it.each<[object, string]>([
    [
      { rateLimits: [{ scope: 'team', max: 1, per: '1m' }] },
      'orchestrator.rateLimits[0].scope: found "team", accepted is global, host, owner, run',
    ],
    [
      { rateLimits: [{ max: 0, per: '1m' }] },
      'orchestrator.rateLimits[0].max: found 0, accepted is a whole number from 1 to 100000; close a window to stop everything',
    ],
    [
      { rateLimits: [{ max: 1, per: '30d' }] },
      'orchestrator.rateLimits[0].per: found "30d", accepted is a duration longer than 0, up to 7d',
    ],
    [
      { codeHosts: { hub: { rateLimits: [{ max: 1, per: 'soon' }] } } },
      'orchestrator.codeHosts.hub.rateLimits[0].per: found "soon"',
    ],
    [
      { codeHosts: { hub: { concurrency: 0.5 } } },
      'orchestrator.codeHosts.hub.concurrency: found 0.5, accepted is a whole number of 1 or more',
    ],
    [
      { windows: [{ kind: 'deny', timezone: 'Mars/Olympus' }] },
      'orchestrator.windows[0].timezone: found "Mars/Olympus"',
    ],
  ])('refuses %j', (data, message) => {
    expect(() => read(data)).toThrow(message);
  });
});
