import type { RevocationRecord } from '@atlasnode/session-events';
import type { VerifierResume } from '@atlasnode/session-events/push';
import type { RevocationView } from '@atlasnode/session-verifier';
import type { PushNamespace, PushSocket } from '../push-types.js';
import type { RecordLog } from './record-log.js';

/** A verifier that reads slower than records come is closed and resumes: its backlog must not grow in this process. */
const MOST_UNSENT_PACKETS = 2_000;

export interface VerifierFeedOptions {
  readonly namespace: PushNamespace;
  readonly view: RevocationView;
  readonly log: RecordLog;
}

/** Passes the revocation channel on to verifiers: each has every record in order, from where it was or from a snapshot. */
export class VerifierFeed {
  readonly #namespace: PushNamespace;
  readonly #view: RevocationView;
  readonly #log: RecordLog;

  constructor({ namespace, view, log }: VerifierFeedOptions) {
    this.#namespace = namespace;
    this.#view = view;
    this.#log = log;
    view.onRecord((record) => this.#pass(record));
    view.onReload(() => this.#reloaded());
  }

  /** In one turn of the event loop, so no record falls between what it is given here and what it hears from then on. */
  welcome(socket: PushSocket, resume: VerifierResume | undefined): void {
    limitBacklog(socket);
    // While the view reads anew it has nothing to vouch for; the snapshot follows when it has.
    if (!this.#view.ready) return;
    const missed = resume === undefined ? undefined : this.#log.since(resume);
    if (missed === undefined) socket.emit('revocations:snapshot', this.#view.snapshot());
    else socket.emit('revocations:records', missed);
  }

  /** Read, but without room for everything: nobody is to take it for whole. Whoever waits hears nothing, and comes back. */
  #reloaded(): void {
    if (this.#view.ready) this.#namespace.emit('revocations:snapshot', this.#view.snapshot());
  }

  #pass(record: RevocationRecord): void {
    // Records of a re-reading are old: told one by one they would look like a gap.
    if (this.#view.ready && this.#namespace.sockets.size > 0) this.#namespace.emit('revocations:records', [record]);
  }
}

function limitBacklog(socket: PushSocket): void {
  let unsent = 0;
  socket.conn.on('packetCreate', () => {
    unsent += 1;
    if (unsent > MOST_UNSENT_PACKETS) socket.conn.close(true);
  });
  socket.conn.on('drain', () => (unsent = 0));
}
