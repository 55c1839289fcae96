export { TemplateError } from './TemplateError';
export {
  checkTemplate,
  compileTemplate,
  renderTemplate,
  type CompiledTemplate,
} from './renderTemplate';
