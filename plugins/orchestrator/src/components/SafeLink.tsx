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

/** A link to an address that others wrote; what is not safe to open is shown as text. */
export function SafeLink(props: { to: string; children: ReactNode }) {
  const t = useText();
  return isSafeAddress(props.to) ? <Link to={props.to}>{props.children}</Link> : <span title={t('common.unsafeLink')}>{props.children}</span>;
}
