import type { ProductEvent } from '../events';
import type { DraftedNote, FoundNotes, ProductState } from '../model';
import { decideProduct, type ProductContext } from './decideProduct';
import { evolveProduct } from './evolveProduct';
import type { ProductCommand } from './productCommands';
import { notesMarkdown, productNotes, releaseNotes } from './releaseNotes';

const AT = '2030-03-26T09:00:00.000Z';
const PIA = 'user:default/pia';
const drafted = (id: string, data: Partial<DraftedNote> = {}): DraftedNote => ({
  id,
  commit: id.repeat(40),
  kind: 'feature',
  text: `text ${id}`,
  breaking: false,
  segments: [],
  ...data,
});
const found = (...notes: DraftedNote[]): FoundNotes => ({
  repository: 'local:shop',
  from: { ref: 'v1', commit: '1'.repeat(40) },
  to: { ref: 'main', commit: '2'.repeat(40) },
  commits: notes.length,
  cut: false,
  notes,
});
type Command = Extract<ProductCommand, { type: 'draftNotes' | 'editNotes' }>;

/** A product whose manifest has one note. */
function fixture() {
  let ids = 0;
  let state = { title: 'Shop' } as ProductState;
  const product = {
    id: 'shop',
    version: '2.0.0',
    notes: [{ kind: 'other', text: 'Written', breaking: false, segments: [] }],
  } as unknown as ProductContext['product'];
  const decide = (command: Command) =>
    decideProduct(state, command, {
      product,
      segments: ['pilot', 'customers'],
      newId: () => `own-${(ids += 1)}`,
    } as unknown as ProductContext);
  return {
    product,
    decide,
    does(command: Command): ProductEvent[] {
      const { events = [], rejection } = decide(command);
      expect(rejection).toBeUndefined();
      for (const event of events) {
        state = evolveProduct(state, event, {
          runId: 'train-1',
          version: 1,
          occurredAt: AT,
        });
      }
      return events;
    },
    notes: () => productNotes(product, state),
    train: () =>
      ({
        train: {
          manifest: {
            spec: {
              products: [
                product,
                { id: 'none', version: '1' },
                { id: 'titled', title: 'T', version: '1', notes: [] },
              ],
            },
          },
        },
        products: new Map([['shop', state]]),
      } as unknown as Parameters<typeof releaseNotes>[0]),
  };
}

const edit = (
  edits: Extract<Command, { type: 'editNotes' }>['edits'],
  added: Extract<Command, { type: 'editNotes' }>['added'] = [],
): Command => ({ type: 'editNotes', by: PIA, edits, added });
const draft = (...notes: DraftedNote[]): Command => ({
  type: 'draftNotes',
  by: PIA,
  found: found(...notes),
});

describe('notes of a product', () => {
  it('keeps what people say when it is drafted again, and tells what is new', () => {
    const shop = fixture();
    shop.does(draft(drafted('a')));
    shop.does(edit([{ id: 'a', text: 'Better', segments: ['pilot'] }]));
    shop.does(edit([{ id: 'a', leftOut: true }]));
    const [event] = shop.does(draft(drafted('b'), drafted('a')));
    expect(event.data).toMatchObject({ fresh: ['b'], by: PIA });
    expect(shop.notes()).toMatchObject([
      { source: 'manifest', text: 'Written', fresh: false },
      { id: 'b', text: 'text b', fresh: true },
      {
        id: 'a',
        text: 'Better',
        segments: ['pilot'],
        leftOut: true,
        fresh: false,
        editedBy: PIA,
        editedAt: AT,
      },
    ]);
  });

  it('takes notes of people, and says whose they are', () => {
    const shop = fixture();
    const content = {
      kind: 'fix' as const,
      text: 'By hand',
      breaking: true,
      segments: [],
    };
    shop.does(edit([], [content]));
    expect(shop.notes()[1]).toMatchObject({
      id: 'own-1',
      source: 'person',
      group: 'breaking',
      editedBy: PIA,
    });
    expect(shop.does(edit([]))).toEqual([]);
    expect(
      shop.decide(edit([], Array(200).fill(content))).rejection?.message,
    ).toContain('accepted are 200');
  });

  it.each([
    [edit([{ id: 'x' }]), 'edits.0.id: found x, accepted is the id of a note'],
    [
      edit([], [{ kind: 'fix', text: ' ', breaking: false, segments: [] }]),
      'added.0.text: found nothing',
    ],
    [
      edit(
        [],
        [{ kind: 'fix', text: 'x', breaking: false, segments: ['moon'] }],
      ),
      'added.0.segments.0: found moon, accepted is a wave or a persona: pilot, customers',
    ],
  ])('refuses what it can not take: %#', (command, message) => {
    expect(fixture().decide(command).rejection?.message).toContain(message);
  });

  it('gives each segment its notes, as Markdown that shows foreign words as text', () => {
    const shop = fixture();
    shop.does(
      draft(
        drafted('a', { text: 'Evil <b>[x](y)', scope: 'api', breaking: true }),
        drafted('b', { segments: ['pilot'] }),
        drafted('c', { kind: 'fix' }),
      ),
    );
    shop.does(edit([{ id: 'c', leftOut: true }]));
    const markdown = notesMarkdown(releaseNotes(shop.train(), 'customers'), 2);
    expect(markdown).toBe(
      [
        '## Shop 2.0.0',
        '### Breaking',
        '- **api:** Evil \\<b\\>\\[x\\]\\(y\\) (aaaaaaa)',
        '### Other',
        '- Written',
      ].join('\n\n'),
    );
    expect(
      releaseNotes(shop.train(), 'pilot')[0].notes.map(({ id }) => id),
    ).toContain('b');
    expect(releaseNotes(shop.train())[0].notes).toHaveLength(3);
  });
});
