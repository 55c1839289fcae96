import { describeClaiming } from './testing/contract/claiming';
import { describeCrashing } from './testing/contract/crashing';
import {
  GivenTransport,
  type TransportUnderTest,
} from './testing/contract/GivenTransport';
import { describeDeadLetters } from './testing/contract/deadLetters';
import { describeHandingBack } from './testing/contract/handingBack';
import { describeLimiting } from './testing/contract/limiting';
import { describePlacing } from './testing/contract/placing';
import { describeSettling } from './testing/contract/settling';

export type { TransportUnderTest };

/**
 * What every `WorkTransport` must do, as tests.
 *
 * @remarks Rule: semantics, section 8.
 *
 * @param create - called before each test; makes an empty transport
 */
export function describeTransportContract(
  name: string,
  create: () => Promise<TransportUnderTest>,
): void {
  describe(`work transport ${name}`, () => {
    const given = new GivenTransport(create);
    describeClaiming(given);
    describeSettling(given);
    describeLimiting(given);
    describePlacing(given);
    describeHandingBack(given);
    describeDeadLetters(given);
    describeCrashing(given);
  });
}
