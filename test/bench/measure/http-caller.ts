import { Agent, request } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly setCookie: readonly string[];
}

/** Calls one server over connections that stay open, with as little work of its own as Node allows. */
export class HttpCaller {
  readonly #origin: URL;
  readonly #agent: Agent;

  constructor(origin: string, connections: number) {
    this.#origin = new URL(origin);
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  call(
    method: string,
    path: string,
    options: { readonly headers?: Readonly<Record<string, string>>; readonly json?: unknown } = {},
  ): Promise<HttpAnswer> {
    const payload = options.json === undefined ? undefined : JSON.stringify(options.json);
    const headers = {
      ...options.headers,
      ...(payload === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)) }),
    };
    return new Promise((resolve, reject) => {
      const sent = request(
        { agent: this.#agent, host: this.#origin.hostname, port: this.#origin.port, method, path, headers },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              body: Buffer.concat(chunks).toString(),
              setCookie: response.headers['set-cookie'] ?? [],
            }),
          );
          response.on('error', reject);
        },
      );
      sent.on('error', reject);
      sent.end(payload);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** `callers` at once, each doing `work` again and again until `forMs` have passed. @returns how often it was done, and in how many seconds */
export async function workFor(
  forMs: number,
  callers: number,
  work: (caller: number) => Promise<void>,
): Promise<{ readonly done: number; readonly seconds: number }> {
  const startedAt = performance.now();
  let done = 0;
  const repeat = async (caller: number): Promise<void> => {
    while (performance.now() - startedAt < forMs) {
      await work(caller);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => repeat(caller)));
  return { done, seconds: (performance.now() - startedAt) / 1000 };
}
