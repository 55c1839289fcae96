import { useEffect } from 'react';
import { useLocation } from 'react-router-dom';

/**
 * Brings the element that the address names behind its `#` into sight, and the focus to it.
 *
 * @remarks A browser does that by itself only when it loads a page, not when the address changes within one.
 */
export function useHashTarget(): void {
  const { hash, key } = useLocation();
  useEffect(() => {
    const target =
      hash === ''
        ? null
        : document.getElementById(decodeURIComponent(hash.slice(1)));
    // Not every browser of a test can scroll.
    target?.scrollIntoView?.({ block: 'start' });
    target?.focus({ preventScroll: true });
  }, [hash, key]);
}
