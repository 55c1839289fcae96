// @ts-check
'use strict';

// Starts programs for the backend, which is too big to do it cheaply: see docs/adr/0013. It is plain JavaScript, and
// needs nothing but Node, so that it stays small.

const { runProgram } = require('./runProgram.cjs');

/** @type {Map<number, AbortController>} */
const running = new Map();

// Whoever stops the backend stops a whole group of processes; the backend itself decides when we may go.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {});
}

process.on('message', (/** @type {any} */ message) => {
  if (message.type === 'abort') {
    running.get(message.id)?.abort();
  } else {
    run(message.id, message.request);
  }
});

// The backend is done, or is gone: nothing that it started may go on.
process.on('disconnect', () => {
  if (running.size === 0) {
    process.exit();
  }
  running.forEach(controller => controller.abort());
});

/**
 * @param {number} id
 * @param {object} request
 */
async function run(id, request) {
  const controller = new AbortController();
  running.set(id, controller);
  const answer = await runProgram(request, controller.signal).then(
    result => ({ id, result }),
    ({ message, code, errno, syscall, path }) => ({
      id,
      error: { message, code, errno, syscall, path },
    }),
  );
  running.delete(id);
  if (process.connected) {
    process.send?.(answer, undefined, {}, () => {});
  } else if (running.size === 0) {
    process.exit();
  }
}
