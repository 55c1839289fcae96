export {
  orchestratorMessages,
  orchestratorTranslationRef,
  useText,
  type MessageKey,
  type Text,
} from './orchestratorTranslationRef';
