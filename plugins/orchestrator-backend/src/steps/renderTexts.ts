import { render } from './templates';
import type { TemplateValues } from './values';

/** Fills in the templates in all texts of a value; names of members are left as they are. */
export function renderTexts<T>(
  value: T,
  values: TemplateValues,
  field: string,
): T {
  return renderValue(value, values, field) as T;
}

function renderValue(
  value: unknown,
  values: TemplateValues,
  field: string,
): unknown {
  if (typeof value === 'string') {
    return render(value, values, field);
  }
  if (Array.isArray(value)) {
    return value.map((entry, index) =>
      renderValue(entry, values, `${field}[${index}]`),
    );
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [
        name,
        renderValue(entry, values, `${field}.${name}`),
      ]),
    );
  }
  return value;
}
