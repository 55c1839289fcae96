import fc from 'fast-check';
import type { TrainManifestInput } from '../manifest';
import type { NoteContent } from '../model';
import { previewCommunication, renderCommunication } from '.';
import { MemoryTrain, productOf, trainManifest } from './testing/MemoryTrain';

const PIA = 'user:default/pia';
const DUE = '2030-03-16T09:00:00.000Z';
type Communication = NonNullable<
  TrainManifestInput['spec']['communications']
>[number];

const note = (text: string, data: Partial<NoteContent> = {}): NoteContent => ({
  kind: 'feature',
  text,
  breaking: false,
  segments: [],
  ...data,
});

const messageOf = (
  body: string,
  data: Partial<Communication> = {},
): Communication => ({
  id: 'news',
  persona: 'customers',
  moment: 'before',
  milestone: 'tell',
  channels: [{ kind: 'email', to: ['all@example.com'] }],
  subject: 'News',
  body,
  ...data,
});

const manifestOf = (
  communication: Communication,
  version = '2.0.0',
  more: Partial<TrainManifestInput['spec']> = {},
) =>
  trainManifest({
    products: [
      productOf('shop', { version, notes: [note('From the manifest')] }),
      productOf('seller-portal', { version: '3.0.0' }),
    ],
    dependencies: [],
    milestones: [{ id: 'tell', title: 'Tell', at: 'D-10' }],
    communications: [communication],
    ...more,
  });

/** A train with one message, and the words of people. */
function fixture(body: string, data: Partial<Communication> = {}) {
  const train = new MemoryTrain(manifestOf(messageOf(body, data)));
  const state = () => train.train.communications[0];
  return {
    train,
    state,
    text: () => renderCommunication(train.train, state()).body,
    writes: (product: string, ...added: NoteContent[]) =>
      train.product(product, { type: 'editNotes', by: PIA, edits: [], added }),
    edits: (product: string, id: string, text: string) =>
      train.product(product, {
        type: 'editNotes',
        by: PIA,
        edits: [{ id, text }],
        added: [],
      }),
    approves: (digest = state().digest) =>
      train.command({
        type: 'approveCommunication',
        id: 'news',
        by: PIA,
        ownershipRefs: [],
        digest,
      }),
    reports: (outcome: 'sent' | 'notSent') =>
      train.command({
        type: 'reportSending',
        id: 'news',
        workId: state().workId ?? '',
        outcome,
      }),
  };
}

describe('the notes in a communication', () => {
  it('are those of all products for its readers, without commits', () => {
    const message = fixture('New:\n\n${{ notes }}');
    message.train.product('seller-portal', {
      type: 'draftNotes',
      by: PIA,
      found: {
        repository: 'local:portal',
        from: { ref: 'v2', commit: '1'.repeat(40) },
        to: { ref: 'main', commit: '2'.repeat(40) },
        commits: 2,
        cut: false,
        notes: [
          {
            ...note('Faster [list]', { kind: 'fix' }),
            id: 'a',
            commit: 'a'.repeat(40),
          },
          {
            ...note('For sales', { segments: ['sales'] }),
            id: 'b',
            commit: 'b'.repeat(40),
          },
        ],
      },
    });
    expect(message.text()).toBe(
      [
        'New:',
        '## shop 2.0.0',
        '### Features',
        '- From the manifest',
        '## seller-portal 3.0.0',
        '### Fixes',
        '- Faster \\[list\\]',
      ].join('\n\n'),
    );
  });

  it.each([
    [
      'of one product',
      '${{ notesOf.shop }}|${{ notesOf["seller-portal"] }}',
      '### Features\n\n- From the manifest|',
    ],
    [
      'for a segment',
      '${{ notesFor.pilot }}',
      '## shop 2.0.0\n\n### Features\n\n- From the manifest\n- For pilots',
    ],
    ['where there are none', '${{ notesOf["seller-portal"] == "" }}', 'true'],
  ])('are those %s', (_what, body, expected) => {
    const message = fixture(body);
    message.writes('shop', note('For pilots', { segments: ['pilot'] }));
    expect(message.text()).toBe(expected);
  });

  it('are for its persona and for the wave that it follows', () => {
    const message = fixture('${{ notesOf.shop }}', {
      milestone: undefined,
      wave: 'pilot',
    });
    message.writes(
      'shop',
      ...['customers', 'pilot', 'all', 'sales'].map(segment =>
        note(segment, { segments: [segment] }),
      ),
    );
    expect(message.text()).toBe(
      '### Features\n\n- From the manifest\n- customers\n- pilot',
    );
  });

  it('leave out a product that misses the train', () => {
    const message = fixture('${{ notes }}');
    message.approves();
    message.train.command({
      type: 'dropProduct',
      product: 'shop',
      by: PIA,
      reason: 'Late',
      dependents: true,
    });
    expect(message.text()).toBe('');
    expect(message.state().status).toBe('draft');
  });

  it('are not kept of a text that reads none, or that can not be read', () => {
    const message = fixture('Our notes are at ${{ train.name }}');
    message.writes('shop', note('More'));
    expect(message.state()).not.toHaveProperty('notes');
    const edit = (body: string) =>
      message.train.command({
        type: 'editCommunication',
        id: 'news',
        by: PIA,
        subject: 'News',
        body,
      });
    edit('${{ notes');
    expect(
      previewCommunication(message.train.train, message.state()).problem,
    ).toContain('found no }}');
    edit('${{ notesOf.basket }}');
    expect(
      previewCommunication(message.train.train, message.state()).problem,
    ).toContain('basket');
  });

  it('end with a mark where there are more than fit', () => {
    const message = fixture('${{ notesOf.shop }}');
    message.writes(
      'shop',
      ...Array.from({ length: 60 }, () => note('x'.repeat(1_990))),
    );
    const text = message.text();
    expect(text.length).toBeLessThanOrEqual(100_003);
    expect(text).toMatch(/\n- x{1990}\n\n…$/);
  });
});

describe('an approval of a communication with notes', () => {
  it('is gone when the notes change, and binds to those that there are', () => {
    const message = fixture('${{ notes }}');
    message.writes('shop', note('First'));
    const read = message.state().digest;
    expect(message.approves()).toBeUndefined();
    message.writes('shop', note('Second'));
    expect(message.state()).toMatchObject({
      status: 'draft',
      approvedBy: undefined,
    });
    expect(message.approves(read)?.code).toBe('stale');
    message.train.at(DUE);
    expect(message.train.sent).toEqual([]);
    expect(message.approves()).toBeUndefined();
    expect(message.state().status).toBe('sending');
    expect(message.text()).toContain('Second');
  });

  it('stays when notes change that it does not show', () => {
    const message = fixture('${{ notesOf.shop }}');
    message.approves();
    message.writes('shop', note('Not for them', { segments: ['sales'] }));
    message.writes('seller-portal', note('Elsewhere'));
    expect(message.state().status).toBe('approved');
  });

  it('stays in a new plan that leaves words and notes as they are, and goes with another version', () => {
    const body = '${{ notes }}';
    const message = fixture(body);
    message.writes('shop', note('By hand'));
    message.approves();
    message.train.revise(manifestOf(messageOf(body)));
    expect(message.state().status).toBe('approved');
    message.train.revise(manifestOf(messageOf(body), '2.1.0'));
    expect(message.state().status).toBe('draft');
    expect(message.text()).toContain('## shop 2.1.0');
  });

  it('goes with another date, and the notes stay in the text', () => {
    const body = '${{ notes }} on ${{ train.departure }}';
    const message = fixture(body);
    message.writes('shop', note('By hand'));
    message.approves();
    const { notes } = message.state();
    message.train.revise(
      manifestOf(messageOf(body), undefined, { departure: '2030-03-27T10:00' }),
    );
    expect(message.state()).toMatchObject({ status: 'draft', notes });
    expect(message.text()).toMatch(/By hand[^]*2030-03-27/);
    expect(message.approves()).toBeUndefined();
    expect(message.state().status).toBe('approved');
  });

  it('holds for what a worker has in hand, and not for sending it again', () => {
    const message = fixture('${{ notesOf.shop }}');
    message.approves();
    message.train.at(DUE);
    const before = message.text();
    message.writes('shop', note('Late'));
    expect(message.text()).toBe(before);
    message.reports('notSent');
    expect(message.state().status).toBe('failed');
    message.train.command({
      type: 'retryCommunication',
      id: 'news',
      by: PIA,
      reason: 'Again',
    });
    expect(message.state().status).toBe('draft');
    expect(message.train.sent).toHaveLength(1);
    message.approves();
    message.reports('sent');
    const sent = message.text();
    expect(sent).toContain('Late');
    message.writes('shop', note('Too late'));
    expect(message.text()).toBe(sent);
  });

  it('is for the very text that goes out, whatever people do in between', () => {
    const act = fc.oneof(
      fc.record({
        what: fc.constant('write' as const),
        product: fc.constantFrom('shop', 'seller-portal'),
        segment: fc.constantFrom('customers', 'sales', undefined),
        text: fc.constantFrom('a', 'b', 'c'),
      }),
      fc.record({
        what: fc.constant('edit' as const),
        product: fc.constantFrom('shop', 'seller-portal'),
        text: fc.constantFrom('a', 'b', 'c'),
      }),
      fc.record({
        what: fc.constant('body' as const),
        text: fc.constantFrom('${{ notes }}', '${{ notesOf.shop }}', 'none'),
      }),
      fc.record({
        what: fc.constantFrom(
          'approve' as const,
          'due' as const,
          'fail' as const,
          'retry' as const,
        ),
      }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), acts => {
        const message = fixture('${{ notes }}');
        let approved: string | undefined;
        const wentOut: { text: string; approved: string | undefined }[] = [];
        for (const one of acts) {
          const { status } = message.state();
          const shown = message.text();
          switch (one.what) {
            case 'write':
              message.writes(
                one.product,
                note(one.text, {
                  segments: one.segment === undefined ? [] : [one.segment],
                }),
              );
              break;
            case 'edit': {
              const [own] =
                message.train.products.get(one.product)?.notes?.added ?? [];
              if (own) {
                message.edits(one.product, own.id, one.text);
              }
              break;
            }
            case 'body':
              message.train.command({
                type: 'editCommunication',
                id: 'news',
                by: PIA,
                subject: 'News',
                body: one.text,
              });
              break;
            case 'approve':
              if (status === 'draft') {
                message.approves();
                approved = shown;
              }
              break;
            case 'due':
              message.train.at(DUE);
              break;
            case 'fail':
              message.reports('notSent');
              break;
            default:
              message.train.command({
                type: 'retryCommunication',
                id: 'news',
                by: PIA,
                reason: 'Again',
              });
          }
          if (message.state().status === 'sending') {
            wentOut.push({ text: message.text(), approved });
          }
        }
        expect(wentOut.filter(one => one.text !== one.approved)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
