import { parseEntityRef } from '@backstage/catalog-model';
import {
  entityPresentationApiRef,
  type EntityPresentationApi,
} from '@backstage/plugin-catalog-react';
import { TestApiProvider } from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import { renderInPortal } from '../__testUtils__';
import { ReasonText, useReasonWords } from './ReasonText';
import { zonedTime } from './ZonedTime';

const AT = '2030-03-26T09:00:00.000Z';

const TITLES: Record<string, string> = {
  'group:default/team-x': 'Team X',
  'user:default/ana.silva': 'Ana Silva',
};

/** What a portal knows of some entities. */
const presentation: EntityPresentationApi = {
  forEntity: entityOrRef => {
    const entityRef = String(entityOrRef);
    const primaryTitle = TITLES[entityRef] ?? parseEntityRef(entityRef).name;
    const snapshot = { entityRef, primaryTitle };
    return { snapshot, promise: Promise.resolve(snapshot) };
  },
};

function Words({ text }: { text: string }) {
  return <p title="words">{useReasonWords()(text)}</p>;
}

async function show(text: string): Promise<{ said: string; words: string }> {
  await renderInPortal(
    <TestApiProvider apis={[[entityPresentationApiRef, presentation]]}>
      <p title="reason">
        <ReasonText text={text} />
      </p>
      <Words text={text} />
    </TestApiProvider>,
    '/',
  );
  return {
    said: screen.getByTitle('reason').textContent ?? '',
    words: screen.getByTitle('words').textContent ?? '',
  };
}

describe('a reason of the backend', () => {
  it.each([
    [
      'Release waits for 2 more of group:default/team-x',
      'Release waits for 2 more of Team X',
    ],
    [
      'Rejected by user:default/ana.silva: not group:default/team-x.',
      'Rejected by Ana Silva: not Team X.',
    ],
    [
      'somebody as lead (group:default/team-x, group:ops/night-shift)',
      'somebody as lead (Team X, night-shift)',
    ],
    [
      `github.com asks to wait until ${AT}`,
      `github.com asks to wait until ${zonedTime(AT, undefined, 'en')}`,
    ],
    [
      'See https://portal.example.com/x?owner=group:default/team-x',
      'See https://portal.example.com/x?owner=group:default/team-x',
    ],
    ['The ratio is 3:4/5', 'The ratio is 3:4/5'],
  ])('of "%s" says "%s"', async (text, expected) => {
    expect(await show(text)).toEqual({ said: expected, words: expected });
  });

  it('leads to whom it names', async () => {
    await show('Only group:default/team-x can sign this');
    expect(screen.getByRole('link', { name: 'Team X' })).toHaveAttribute(
      'href',
      '/catalog/default/group/team-x',
    );
  });
});
