import type { DraftedNote } from '../model';
import { productNotes } from './releaseNotes';
import { MemoryTrain, productOf, trainManifest } from './testing/MemoryTrain';

const PIA = 'user:default/pia';
const note = (id: string, data: Partial<DraftedNote> = {}): DraftedNote => ({
  id,
  commit: id.repeat(40),
  kind: 'feature',
  text: `Text ${id}`,
  breaking: false,
  segments: [],
  ...data,
});

describe('a note of a product', () => {
  it('says whether a changeset, a commit, the manifest or a person tells it', () => {
    const train = new MemoryTrain(
      trainManifest({
        products: [
          productOf('shop', { notes: [{ kind: 'fix', text: 'Written' }] }),
        ],
        dependencies: [],
      }),
    );
    train.product('shop', {
      type: 'draftNotes',
      by: PIA,
      found: {
        repository: 'local:shop',
        from: { ref: 'v1', commit: '1'.repeat(40) },
        to: { ref: 'main', commit: '2'.repeat(40) },
        commits: 2,
        cut: false,
        changesets: 1,
        notes: [
          note('a', { changeset: '.changeset/quick-dogs.md' }),
          note('b', { type: 'feat', scope: 'api' }),
        ],
      },
    });
    train.product('shop', {
      type: 'editNotes',
      by: PIA,
      edits: [],
      added: [{ kind: 'fix', text: 'By hand', breaking: false, segments: [] }],
    });
    const [product] = train.train.manifest.spec.products;
    expect(
      productNotes(product, train.products.get('shop')).map(
        ({ source, text, scope }) => [source, text, scope],
      ),
    ).toEqual([
      ['manifest', 'Written', undefined],
      ['changeset', 'Text a', undefined],
      ['commit', 'Text b', 'api'],
      ['person', 'By hand', undefined],
    ]);
  });
});
