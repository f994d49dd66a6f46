import type { SessionConnection } from './session-connection.js';

/**
 * The rooms `session:<sid>` and `user:<userId>` of every namespace in one place, so that a notice finds its sockets without looking at
 * any other's. A renewal changes neither sid nor user, so a socket stays where it was put.
 */
export class ConnectionIndex {
  readonly #all = new Set<SessionConnection>();
  readonly #bySid = new Map<string, Set<SessionConnection>>();
  readonly #byUser = new Map<string, Set<SessionConnection>>();

  get size(): number {
    return this.#all.size;
  }

  add(connection: SessionConnection): void {
    this.#all.add(connection);
    join(this.#bySid, connection.session.sid, connection);
    join(this.#byUser, connection.session.userId, connection);
  }

  delete(connection: SessionConnection): void {
    if (!this.#all.delete(connection)) return;
    leave(this.#bySid, connection.session.sid, connection);
    leave(this.#byUser, connection.session.userId, connection);
  }

  /** Copies, so that sockets may come and go while they are worked through. */
  ofSession(sid: string): readonly SessionConnection[] {
    return [...(this.#bySid.get(sid) ?? [])];
  }

  ofUser(userId: string): readonly SessionConnection[] {
    return [...(this.#byUser.get(userId) ?? [])];
  }

  all(): readonly SessionConnection[] {
    return [...this.#all];
  }
}

function join(rooms: Map<string, Set<SessionConnection>>, room: string, connection: SessionConnection): void {
  const members = rooms.get(room);
  if (members === undefined) rooms.set(room, new Set([connection]));
  else members.add(connection);
}

function leave(rooms: Map<string, Set<SessionConnection>>, room: string, connection: SessionConnection): void {
  const members = rooms.get(room);
  members?.delete(connection);
  if (members?.size === 0) rooms.delete(room);
}
