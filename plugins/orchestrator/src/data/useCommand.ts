import { useCallback, useEffect, useRef, useState } from 'react';
import { problemOf } from './problemOf';
import { useNotify } from './useNotify';

/** Does something that changes the world, once at a time, and says how it went. */
export interface Command {
  pending: boolean;
  /** Why the last try failed, in a sentence. */
  error?: string;
  /** Answers whether it worked. */
  perform: (call: () => Promise<unknown>, done?: string) => Promise<boolean>;
  clear: () => void;
}

/** {@inheritDoc Command} */
export function useCommand(): Command {
  const notify = useNotify();
  const [state, setState] = useState<{ pending: boolean; error?: string }>({
    pending: false,
  });
  const busy = useRef(false);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);
  const show = useCallback(
    (next: { pending: boolean; error?: string }) =>
      mounted.current && setState(next),
    [],
  );

  const perform = useCallback(
    async (call: () => Promise<unknown>, done?: string) => {
      // A double click must not send a command twice.
      if (busy.current) {
        return false;
      }
      busy.current = true;
      show({ pending: true });
      try {
        await call();
        show({ pending: false });
        if (done) {
          notify(done);
        }
        return true;
      } catch (error) {
        const { message } = problemOf(error);
        show({ pending: false, error: message });
        notify(message, 'danger');
        return false;
      } finally {
        busy.current = false;
      }
    },
    [notify, show],
  );
  const clear = useCallback(() => show({ pending: false }), [show]);
  return { ...state, perform, clear };
}
