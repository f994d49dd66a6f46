import type { ApiClient, Answer, Tokens } from '../harness/api-client.js';

/** What the service has said yes to, as the caller heard it. */
export interface AcknowledgedSession {
  readonly sid: string;
  readonly userId: string;
  /** The highest generation that was answered. */
  generation: number;
  /** Set once an end was acknowledged with 200 or 202. */
  endReason?: string;
}

/** Callers who keep starting, refreshing and ending sessions, and remember exactly what was acknowledged. */
export class Load {
  readonly sessions = new Map<string, AcknowledgedSession>();
  /** Calls that were cut off: their outcome may be either. */
  readonly unknown = new Set<string>();
  /** Epochs of users that were acknowledged, the highest each. */
  readonly epochs = new Map<string, number>();
  commands = 0;
  readonly #stopping = new AbortController();

  /** Calls until {@link stop}. A connection that breaks is what this is about: it waits for the service to be back. */
  async run(caller: number, api: () => ApiClient): Promise<void> {
    for (let round = 0; !this.#stopping.signal.aborted; round += 1) {
      const userId = `caller-${caller}-${round}`;
      try {
        await this.#live(api(), userId, round);
      } catch {
        this.unknown.add(userId);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #live(api: ApiClient, userId: string, round: number): Promise<void> {
    const started = await this.#acknowledge(api.start({ userId }), [201]);
    if (started === undefined) return;
    const session: AcknowledgedSession = { sid: started.sid, userId, generation: generationOf(started) };
    this.sessions.set(session.sid, session);
    let refreshToken = started.refreshToken;
    for (let turn = 0; turn < 3 && !this.#stopping.signal.aborted; turn += 1) {
      const refreshed = await this.#acknowledge(api.refresh(refreshToken), [200]);
      if (refreshed === undefined) return;
      refreshToken = refreshed.refreshToken;
      session.generation = generationOf(refreshed);
    }
    await this.#end(api, session, round);
  }

  async #end(api: ApiClient, session: AcknowledgedSession, round: number): Promise<void> {
    if (round % 3 === 0) return;
    if (round % 3 === 1) {
      if ((await this.#acknowledge(api.revoke(session.sid, 'security'), [200, 202])) !== undefined)
        session.endReason = 'security';
      return;
    }
    const raised = await this.#acknowledge(api.revokeUser(session.userId, { reason: 'password-changed' }), [200, 202]);
    if (raised === undefined) return;
    this.epochs.set(session.userId, Number(raised['epoch']));
    session.endReason = 'password-changed';
  }

  async #acknowledge<Body>(call: Promise<Answer<Body>>, yes: readonly number[]): Promise<Body | undefined> {
    const answer = await call;
    if (answer.status >= 500) throw new Error(`answered ${answer.status}`);
    if (!yes.includes(answer.status)) return undefined;
    this.commands += 1;
    return answer.body;
  }
}

/** The third part of `rt1.<kid>.<sid>.<generation>.…`: only a test looks inside. */
export function generationOf(tokens: Pick<Tokens, 'refreshToken'>): number {
  return Number(tokens.refreshToken.split('.')[3]);
}
