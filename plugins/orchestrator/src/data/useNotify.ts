import { alertApiRef, useApiHolder } from '@backstage/core-plugin-api';
import { toastApiRef } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';

const TOAST_TIMEOUT_MS = 6_000;

/** A short word to the person at the page. The new frontend system has toasts, the classic one alerts. */
export function useNotify(): (
  message: string,
  kind?: 'success' | 'danger',
) => void {
  const apis = useApiHolder();
  return useCallback(
    (message, kind = 'success') => {
      const toasts = apis.get(toastApiRef);
      if (toasts) {
        toasts.post({
          title: message,
          status: kind,
          timeout: TOAST_TIMEOUT_MS,
        });
      } else {
        apis.get(alertApiRef)?.post({
          message,
          severity: kind === 'success' ? 'success' : 'error',
          display: 'transient',
        });
      }
    },
    [apis],
  );
}
