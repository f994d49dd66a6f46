import type { PushSocket } from '../push-types.js';

/**
 * Takes the whole connection out of every namespace, and closes it. What is said to the client for that, a packet for each namespace and
 * the close frame, goes out in one write: writes are what the end of thousands consists of.
 */
export function disconnect(socket: PushSocket): void {
  const connection = socket.request.socket;
  connection.cork();
  socket.disconnect(true);
  connection.uncork();
}
