const CHECK_MS = 500;

/**
 * Calls back once when the shell between npm and the launcher is gone: npm passes a signal on to that shell, which
 * dies of it without telling the launcher.
 *
 * @returns {() => void} stops watching
 */
export function onOrphaned(callback, env = process.env) {
  if (!env.npm_lifecycle_event) {
    // Started by hand: whoever did so may leave, and the program stays.
    return () => {};
  }
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) {
      clearInterval(timer);
      callback();
    }
  }, CHECK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
