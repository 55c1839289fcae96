import { createServer } from 'node:net';
import { StepError } from './steps.mjs';

const DEFAULT_PORT = 7007;

/**
 * The portal's port: the variable PORT, or 7007.
 *
 * @throws StepError when PORT is no port
 */
export function wantedPort(env = process.env) {
  if (!env.PORT) return DEFAULT_PORT;
  const port = Number(env.PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new StepError(
      `PORT is '${env.PORT}', but a port is a number from 1 to 65535, as in: PORT=7008 npm start`,
    );
  }
  return port;
}

/**
 * A port of this machine on which nothing listens: the wanted one, or where it is taken one that the system chooses.
 *
 * @param {number} [wanted] none: the system chooses
 * @returns {Promise<number>}
 */
export async function freePort(wanted = 0, host = '127.0.0.1') {
  const server = createServer();
  const port = await new Promise((resolve, reject) => {
    server.once('error', error =>
      wanted === 0 ? reject(error) : resolve(undefined),
    );
    server.listen({ port: wanted, host, exclusive: true }, () =>
      resolve(server.address().port),
    );
  });
  if (port === undefined) return freePort(0, host);
  await new Promise(resolve => server.close(resolve));
  return port;
}

/**
 * Makes sure that nothing listens on the port.
 *
 * @throws StepError that says what to do
 */
export async function assertPortFree(port, host = '127.0.0.1') {
  const error = await new Promise(resolve => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ port, host, exclusive: true }, () =>
      server.close(() => resolve(undefined)),
    );
  });
  if (error?.code === 'EADDRINUSE') {
    throw new StepError(
      `Port ${port} is in use. If it is this portal, it is running already: http://localhost:${port}\n` +
        `If it is another program, choose another port: PORT=${
          port + 1
        } npm start`,
    );
  }
  if (error) {
    throw new StepError(
      `The portal can't listen on port ${port}: ${error.message}. Choose another one: PORT=7008 npm start`,
    );
  }
}
