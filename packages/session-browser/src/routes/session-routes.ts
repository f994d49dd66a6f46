import type { Environment } from '../environment/environment.js';
import { readOutcome, readReport, readState, readTicket, type Body, type SessionReport } from './read-answer.js';
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

  /** `nobody`: no cookie says that anybody is signed in. */
  state(): Promise<RouteOutcome<SessionReport | 'nobody'>> {
    return this.#call('GET', 'state', undefined, (body) => readState(body, this.#clock.nowMs()));
  }

  refresh(active: boolean): Promise<RouteOutcome<SessionReport>> {
    return this.#call('POST', 'refresh', { active }, (body) => readReport(body, this.#clock.nowMs()));
  }

  ticket(): Promise<RouteOutcome<PushTicket>> {
    return this.#call('POST', 'push-ticket', {}, readTicket);
  }

  logout(): Promise<RouteOutcome<true>> {
    return this.#call('POST', 'logout', {}, () => true as const);
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
