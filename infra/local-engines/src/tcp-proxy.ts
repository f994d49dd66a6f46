import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { LOOPBACK } from './loopback.js';

interface Link {
  readonly client: Socket;
  readonly upstream: Socket;
  isSilent: boolean;
}

/** Stands between clients and an engine, to break what a network breaks. */
export class TcpProxy {
  readonly #server: Server;
  readonly #links = new Set<Link>();

  private constructor(targetPort: number) {
    this.#server = createServer((client) => this.#link(client, connect(targetPort, LOOPBACK)));
  }

  static async open(port: number, targetPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort);
    proxy.#server.listen(port, LOOPBACK);
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** Every connection that is open now is never answered again, nor closed. New ones work. */
  silence(): void {
    for (const link of this.#links) link.isSilent = true;
  }

  close(): void {
    this.#server.close();
    for (const { client, upstream } of this.#links) {
      client.destroy();
      upstream.destroy();
    }
  }

  #link(client: Socket, upstream: Socket): void {
    const link: Link = { client, upstream, isSilent: false };
    this.#links.add(link);
    const end = (): void => {
      this.#links.delete(link);
      client.destroy();
      // The other end of a silent connection learns nothing of its end.
      if (!link.isSilent) upstream.destroy();
    };
    for (const side of [client, upstream]) side.on('error', end).on('close', end);
    client.on('data', (data) => link.isSilent || upstream.write(data));
    upstream.on('data', (data) => link.isSilent || client.write(data));
  }
}
