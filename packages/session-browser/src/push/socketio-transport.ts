import type { BrowserClientEvents, BrowserServerEvents, PushRefusal } from '@atlasnode/session-events/push';
import { io, type Socket } from 'socket.io-client';
import type { PushTransport } from './push-transport.js';

const CONNECT_TIMEOUT_MS = 10_000;
const RENEW_TIMEOUT_MS = 5_000;

/** One attempt each: socket.io's own reconnection would present the old ticket again. */
export const socketIoTransport: PushTransport = {
  open(url, ticket, listener) {
    const socket: Socket<BrowserServerEvents, BrowserClientEvents> = io(url, {
      auth: { ticket },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      timeout: CONNECT_TIMEOUT_MS,
    });
    let isClosed = false;
    const close = (): void => {
      isClosed = true;
      socket.removeAllListeners();
      socket.disconnect();
    };
    socket.on('connect', () => listener.connected());
    socket.on('connect_error', (error) => {
      close();
      listener.refused(refusalOf(error));
    });
    socket.on('disconnect', () => {
      close();
      listener.closed();
    });
    socket.on('session:ended', (ended, acknowledge) => listener.ended(ended, acknowledge));
    socket.on('session:renew-required', (required) => listener.renewRequired(required));
    return {
      renew: (newTicket) => socket.timeout(RENEW_TIMEOUT_MS).emitWithAck('session:renew', newTicket),
      close: () => {
        if (!isClosed) close();
      },
    };
  },
};

function refusalOf(error: Error): PushRefusal | undefined {
  if (!('data' in error) || typeof error.data !== 'object' || error.data === null || !('code' in error.data))
    return undefined;
  return error.data as PushRefusal;
}
