/* eslint-disable no-script-url -- an attack that must not work */
import { fireEvent, screen } from '@testing-library/react';
import { aRunDetail, fakeApi, renderInPortal } from '../__testUtils__';
import { useText } from '../translation';
import { ArtifactText } from './ArtifactText';
import { durationText } from './durationText';
import { ActorName, EntityName, EntityNameOrText } from './EntityName';
import { ExplainedButton } from './ExplainedButton';
import { relativeTime, RelativeTime } from './RelativeTime';
import { isSafeAddress, SafeLink } from './SafeLink';
import { SegmentedBar } from './SegmentedBar';
import { SEGMENTS, STATUSES_OF_SEGMENT } from './states';
import { withZonedTimes } from './ZonedTime';
import { UntrustedMarkdown } from './UntrustedMarkdown';
import { TARGET_STATUSES } from '@backstage-orchestrator/plugin-orchestrator-common';

describe('SafeLink', () => {
  it.each([
    ['https://example.com/x', true],
    ['http://example.com', true],
    ['/orchestrator/changes/1', true],
    ['//evil.example.com', false],
    ['/\\evil.example.com', false],
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['nonsense', false],
  ])('judges %s', (address, safe) => {
    expect(isSafeAddress(address)).toBe(safe);
  });

  it('shows an address that is not safe as text', async () => {
    await renderInPortal(
      <SafeLink to="javascript:alert(1)">click me</SafeLink>,
      '/',
    );
    expect(screen.getByText('click me').tagName).toBe('SPAN');
  });
});

describe('UntrustedMarkdown', () => {
  it('renders words and safe links, but no scripts, unsafe links or images from elsewhere', async () => {
    const { container } = await renderInPortal(
      <UntrustedMarkdown content="**bold** [good](https://example.com) [bad](javascript:alert(1)) <script>alert(1)</script> ![x](https://tracker.example.com/p.png)" />,
      '/',
    );
    expect(screen.getByText('bold').tagName).toBe('STRONG');
    expect(screen.getByText('good').closest('a')).toHaveAttribute(
      'href',
      'https://example.com',
    );
    expect(container.querySelector('script')).toBeNull();
    expect(container.innerHTML).not.toContain('tracker.example.com');
    expect(
      screen.getByText('bad').closest('a')?.getAttribute('href') ?? '',
    ).not.toContain('alert');
  });

  it('shows tasks of a list with a sign, and no field that nobody can name', async () => {
    const { container } = await renderInPortal(
      <UntrustedMarkdown
        content={'- [ ] Buy water\n- [x] Sweep up\n- Look [y] up'}
      />,
      '/',
    );
    expect(
      screen.getAllByRole('listitem').map(({ textContent }) => textContent),
    ).toEqual(['☐ Buy water', '☑ Sweep up', 'Look [y] up']);
    expect(container.querySelector('input')).toBeNull();
  });

  it('leaves code as it is written', async () => {
    const { container } = await renderInPortal(
      <UntrustedMarkdown
        content={'```\n- [ ] in code\n```\n\n- [ ] in a list'}
      />,
      '/',
    );
    expect(container.textContent).toContain('- [ ] in code');
    expect(screen.getByRole('listitem')).toHaveTextContent('☐ in a list');
  });
});

describe('RelativeTime', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  it.each([
    ['2026-03-01T12:00:10Z', 'now'],
    ['2026-03-01T11:48:00Z', '12 minutes ago'],
    ['2026-03-01T15:00:00Z', 'in 3 hours'],
    ['2026-02-28T11:00:00Z', 'yesterday'],
    ['2025-01-01T12:00:00Z', 'last year'],
  ])('says %s as %s', (at, words) => {
    expect(relativeTime(Date.parse(at), now, 'en')).toBe(words);
  });

  it('has the exact time at hand, and shows what is no time as it is', async () => {
    await renderInPortal(
      <>
        <RelativeTime at="2020-03-01T12:00:00.000Z" />
        <RelativeTime at="soon" />
      </>,
      '/',
    );
    const time = screen.getByText(/years ago/);
    expect(time).toHaveAttribute('dateTime', '2020-03-01T12:00:00.000Z');
    expect(time.title).toContain('2020');
    expect(screen.getByText('soon')).toBeInTheDocument();
  });
});

describe('durationText', () => {
  function Durations() {
    const t = useText();
    return (
      <p>
        {[10, 5_000, 65_000, 7_500_000, 90_000_000]
          .map(ms => durationText(t, ms))
          .join(' | ')}
      </p>
    );
  }
  it('says a duration in its two greatest units', async () => {
    await renderInPortal(<Durations />, '/');
    expect(
      screen.getByText(
        'under a second | 5 s | 1 min 5 s | 2 h 5 min | 1 d 1 h',
      ),
    ).toBeInTheDocument();
  });
});

describe('SegmentedBar', () => {
  it('counts each status of a target in exactly one segment', () => {
    const counted = SEGMENTS.flatMap(segment => STATUSES_OF_SEGMENT[segment]);
    expect(counted.sort()).toEqual([...TARGET_STATUSES].sort());
  });

  it('says its parts in words, not by colour alone', async () => {
    await renderInPortal(
      <SegmentedBar
        counts={aRunDetail().counts}
        linkTo={status => `/x?${status.join()}`}
      />,
      '/',
    );
    expect(
      screen.getByRole('group', {
        name: 'Waiting: 2, Open: 14, Merged: 3, With problems: 1',
      }),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Waiting 2' })).toHaveAttribute(
      'href',
      '/x?pending,ready',
    );
  });

  it('says that there is nothing yet', async () => {
    await renderInPortal(
      <SegmentedBar compact counts={{}} linkTo={() => '/'} />,
      '/',
    );
    expect(
      screen.getByRole('group', { name: 'No targets yet' }),
    ).toBeInTheDocument();
  });
});

describe('EntityName', () => {
  it('links an entity, and shows what is no reference as it is', async () => {
    await renderInPortal(
      <ul>
        <li>
          <EntityName entityRef="group:default/payments" />
        </li>
        <li>
          <EntityName />
        </li>
        <li>
          <EntityName entityRef="not-a-reference" />
        </li>
        <li>
          <ActorName actor={{ kind: 'system', ref: 'system:timer' }} />
        </li>
        <li>
          <ActorName actor={{ kind: 'service', ref: 'plugin:scaffolder' }} />
        </li>
        <li>
          <EntityNameOrText text="user:default/ana" />
        </li>
      </ul>,
      '/',
    );
    expect(screen.getByRole('link', { name: /payments/ })).toHaveAttribute(
      'href',
      '/catalog/default/group/payments',
    );
    expect(screen.getByText('no owner')).toBeInTheDocument();
    expect(screen.getByText('not-a-reference')).toBeInTheDocument();
    expect(screen.getByText('the orchestrator')).toBeInTheDocument();
    expect(screen.getByText('plugin:scaffolder')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: /ana/ })).toBeInTheDocument();
  });
});

describe('ExplainedButton', () => {
  it('can be reached but not pressed while it is off', async () => {
    const press = jest.fn();
    await renderInPortal(
      <ExplainedButton whyNot="Not now" onClick={press}>
        Go
      </ExplainedButton>,
      '/',
    );
    const button = screen.getByRole('button', { name: /Go|Not now/ });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    expect(button).not.toBeDisabled();
    fireEvent.click(button);
    expect(press).not.toHaveBeenCalled();
  });
});

describe('ArtifactText', () => {
  it('shows an output as text, without colour codes', async () => {
    const api = fakeApi({
      getArtifact: async () => '\u001b[31mfailed\u001b[0m <b>x</b>',
    });
    await renderInPortal(
      <ArtifactText runId="run-1" digest="sha256:x" label="Output" />,
      '/',
      { api },
    );
    expect(await screen.findByLabelText('Output')).toHaveTextContent(
      'failed <b>x</b>',
    );
  });

  it('says when nothing was printed', async () => {
    const api = fakeApi({ getArtifact: async () => '' });
    await renderInPortal(
      <ArtifactText runId="run-1" digest="sha256:x" label="Output" />,
      '/',
      { api },
    );
    expect(await screen.findByText('Nothing was printed.')).toBeInTheDocument();
  });
});

describe('withZonedTimes', () => {
  const text = (words: string, timezone = 'Europe/Berlin') =>
    // Some releases of ICU put narrow spaces into times.
    withZonedTimes(words, timezone, 'en').replace(/\u202f/g, ' ');

  it('puts every instant in a sentence on the clock of the reader', () => {
    expect(
      text(
        'Closed until 2030-03-26T09:00:00.000Z, then 2030-07-01T00:30+02:00.',
      ),
    ).toBe(
      'Closed until Tue, Mar 26, 2030, 10:00 AM GMT+1, then Mon, Jul 1, 2030, 12:30 AM GMT+2.',
    );
    expect(text('(2030-03-26T23:30:00Z)', 'Asia/Tokyo')).toBe(
      '(Wed, Mar 27, 2030, 08:30 AM GMT+9)',
    );
  });

  it.each([
    'Nothing has a time.',
    'Since 2030-03-26 it is late.',
    'On 2030-03-26T09:00 in no zone',
    'See https://ci.example.com/runs?from=2030-03-26T09:00:00Z',
    'The artifact build-2030-03-26T09:00:00Z is missing',
    'At 2030-13-45T99:00:00Z',
  ])('leaves "%s" as it is', words => {
    expect(text(words)).toBe(words);
  });
});
