import type { Config } from '@backstage/config';
import { badInput } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { EventWebhook } from './outbox/webhooks';
import { address, headersOf, sectionsIn, timeout } from './readTrainServices';

const NAME = /^[a-zA-Z0-9][\w-]{0,39}$/;
const TYPE = /^(\*|[a-zA-Z]+\.(\*|[a-zA-Z]+))$/;

/**
 * Reads whom events are posted to, below `orchestrator.webhooks`.
 *
 * @param root - of the whole app-config
 * @throws InputError that names the setting, what was found and what is accepted
 */
export function readWebhooks(root: Config): EventWebhook[] {
  return sectionsIn(root, 'orchestrator.webhooks').map(of => {
    if (!NAME.test(of.name)) {
      throw badInput(
        of.path,
        of.name,
        'a name of at most 40 letters, digits, _ and -',
      );
    }
    const types = of.config?.getOptionalStringArray('types') ?? ['*'];
    if (types.length === 0) {
      throw badInput(
        `${of.path}.types`,
        '[]',
        'at least one type, or * for all',
      );
    }
    types.forEach((type, index) => {
      if (!TYPE.test(type)) {
        throw badInput(
          `${of.path}.types[${index}]`,
          type,
          'a type of event such as run.finished, all of a kind such as train.*, or *',
        );
      }
    });
    const secret = of.config?.getOptionalString('secret');
    return {
      name: of.name,
      url: address(of, 'url', true),
      headers: headersOf(of),
      timeoutMs: timeout(of),
      types,
      ...(secret !== undefined && { secret }),
    };
  });
}
