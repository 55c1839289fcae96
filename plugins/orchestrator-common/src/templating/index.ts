export { TemplateError } from './TemplateError';
export {
  checkTemplate,
  compileTemplate,
  renderTemplate,
  type CompiledTemplate,
  type TemplateEncoder,
} from './renderTemplate';
