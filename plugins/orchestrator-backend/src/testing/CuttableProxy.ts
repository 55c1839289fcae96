import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * Stands between a client and a server, and can go silent in both directions as a broken network does, or end the
 * connections on which it is told to refuse something, as one between does that shares its connections out.
 */
export class CuttableProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut = false;
  #refused: string | undefined;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param target - a connection string; the proxy's own has its host and port in place of those */
  static async before(target: string): Promise<CuttableProxy> {
    const { hostname, port } = new URL(target);
    const server = createServer();
    const proxy = new CuttableProxy(server);
    server.on('connection', client => {
      const upstream = connect(Number(port), hostname);
      proxy.#pass(client, upstream);
      proxy.#pass(upstream, client);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  connection(target: string): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('The proxy is closed');
    }
    const url = new URL(target);
    url.hostname = '127.0.0.1';
    url.port = String(address.port);
    return url.toString();
  }

  /** From now on nothing gets through, and nobody is told. */
  cut(): void {
    this.#cut = true;
  }

  /** From now on a connection ends on which a client says this. */
  refuse(words: string): void {
    this.#refused = words;
  }

  close(): void {
    this.#sockets.forEach(socket => socket.destroy());
    this.#server.close();
  }

  #pass(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('data', chunk => {
      if (this.#refused !== undefined && chunk.includes(this.#refused)) {
        from.destroy();
      } else if (!this.#cut) {
        to.write(chunk);
      }
    });
    from.on('error', () => {});
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}
