export {
  orchestratorTranslationRef,
  useText,
  type Text,
} from './orchestratorTranslationRef';
