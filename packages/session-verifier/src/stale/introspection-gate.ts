/** Whether the token's session lives, by the store's word; rejects where no answer was had. */
export type Introspect = (token: string) => Promise<boolean>;

/** `full`: as many as may are under way. `failed`: no answer was had. */
export type IntrospectionAnswer = 'active' | 'inactive' | 'full' | 'failed';

/** One flight per token, and no more than `limit` of them: a stale verifier must not become a load that keeps the service down. */
export class IntrospectionGate {
  readonly #introspect: Introspect;
  readonly #limit: number;
  readonly #flights = new Map<string, Promise<IntrospectionAnswer>>();

  constructor(introspect: Introspect, limit: number) {
    this.#introspect = introspect;
    this.#limit = limit;
  }

  ask(token: string): Promise<IntrospectionAnswer> {
    const underWay = this.#flights.get(token);
    if (underWay !== undefined) return underWay;
    if (this.#flights.size >= this.#limit) return Promise.resolve('full');
    const flight = this.#fly(token).finally(() => this.#flights.delete(token));
    this.#flights.set(token, flight);
    return flight;
  }

  async #fly(token: string): Promise<IntrospectionAnswer> {
    try {
      return (await this.#introspect(token)) ? 'active' : 'inactive';
    } catch {
      return 'failed';
    }
  }
}
