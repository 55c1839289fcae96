import { ConfigReader } from '@backstage/config';
import { readTrains } from './readTrains';

const read = (allow: string[]) =>
  readTrains(new ConfigReader({ trains: { workflows: { allow } } })).workflows;

describe('where workflows may be started', () => {
  it('is nowhere without a word', () => {
    expect(readTrains(undefined).workflows).toEqual({ allow: [] });
  });

  it('is at owners and repositories', () => {
    const allow = ['github.com/acme', 'github.example.test:8443/acme/shop.js'];
    expect(read(allow)).toEqual({ allow });
  });

  it.each([
    'github.com',
    '*',
    'acme/shop/deploy/x',
    'https://github.com/acme',
    'github.com/',
    'github.com/acme/../other',
  ])('is not at %j', place => {
    expect(() => read(['github.com/acme', place])).toThrow(
      /orchestrator.trains.workflows.allow\[1\]: found .* accepted is an owner/,
    );
  });
});
