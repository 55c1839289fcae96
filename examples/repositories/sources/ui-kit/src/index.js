/** Joins the class names that apply: `classNames('button', { active: true })`. */
export function classNames(...parts) {
  return parts
    .flatMap(part => (typeof part === 'object' && part ? Object.keys(part).filter(key => part[key]) : part))
    .filter(Boolean)
    .join(' ');
}

/** Pages to offer below a list: the first, the last and those near the current one. */
export function pageNumbers(current, last) {
  const pages = [1, current - 1, current, current + 1, last].filter(page => page >= 1 && page <= last);
  return [...new Set(pages)];
}
