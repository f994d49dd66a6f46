import type { Environment } from '../environment/environment.js';
import { readOutcome, readReport, readTicket, type Body, type SessionReport } from './read-answer.js';
import type { PushTicket, RouteOutcome } from './route-outcome.js';
import type { ServerClock } from './server-clock.js';

/** The `/session/*` routes of the application's own origin. Cookies travel by themselves; no token is ever seen here. */
export class SessionRoutes {
  readonly #environment: Environment;
  readonly #baseUrl: string;
  readonly #clock: ServerClock;

  constructor(environment: Environment, baseUrl: string, clock: ServerClock) {
    this.#environment = environment;
    this.#baseUrl = baseUrl;
    this.#clock = clock;
  }

  state(): Promise<RouteOutcome<SessionReport>> {
    return this.#report('GET', 'state');
  }

  refresh(active: boolean): Promise<RouteOutcome<SessionReport>> {
    return this.#report('POST', 'refresh', { active });
  }

  ticket(): Promise<RouteOutcome<PushTicket>> {
    return this.#call('POST', 'push-ticket', {}, readTicket);
  }

  logout(): Promise<RouteOutcome<true>> {
    return this.#call('POST', 'logout', {}, () => true as const);
  }

  async #report(method: 'GET' | 'POST', route: string, body?: object): Promise<RouteOutcome<SessionReport>> {
    const outcome = await this.#call(method, route, body, (answer) => readReport(answer, this.#clock.nowMs()));
    if (outcome.kind !== 'ok') return outcome;
    return outcome.value === 'signed-out' ? { kind: 'signed-out' } : { kind: 'ok', value: outcome.value };
  }

  async #call<Value>(
    method: 'GET' | 'POST',
    route: string,
    body: object | undefined,
    read: (body: Body) => Value | undefined,
  ): Promise<RouteOutcome<Value>> {
    try {
      const answer = await this.#environment.request(method, `${this.#baseUrl}/session/${route}`, body);
      this.#clock.hear(answer.dateMs);
      return readOutcome(answer, read);
    } catch {
      return { kind: 'unavailable' };
    }
  }
}
