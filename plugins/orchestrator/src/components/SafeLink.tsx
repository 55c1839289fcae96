import { Link } from '@backstage/core-components';
import type { ReactNode } from 'react';
import { useText } from '../translation';

/** Whether an address that others wrote may be opened: http, https, or a path inside the portal. */
export function isSafeAddress(address: string): boolean {
  if (/^\/(?![/\\])/.test(address)) {
    return true;
  }
  try {
    return ['http:', 'https:'].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}

/**
 * A link to an address that others wrote; what is not safe to open is shown as text.
 *
 * @param props - `underline` always where it stands in a line of other text, from which its colour alone doesn't tell it
 */
export function SafeLink(props: {
  to: string;
  underline?: 'always';
  children: ReactNode;
}) {
  const { to, underline, children } = props;
  const t = useText();
  if (!isSafeAddress(to)) {
    return <span title={t('common.unsafeLink')}>{children}</span>;
  }
  return (
    <Link to={to} underline={underline}>
      {children}
    </Link>
  );
}
