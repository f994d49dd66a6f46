import type { AdminServerEvents, PushRefusalCode, RecordedEvent, RenewAnswer } from '@atlasnode/session-events';
import { io, type Socket } from 'socket.io-client';

export type FeedState = 'connecting' | 'live' | 'reconnecting' | 'stopped';

interface AdminClientEvents {
  'session:renew': (ticket: string, answer: (answer: RenewAnswer) => void) => void;
}

export interface FeedSocketOptions {
  readonly pushUrl: string;
  /** A fresh ticket for each handshake and renewal: one lives 30 seconds. */
  readonly ticket: () => Promise<string>;
  readonly onState: (state: FeedState) => void;
  readonly onEvent: (event: RecordedEvent) => void;
}

const RETRY_REFUSED_MS = 3_000;

/** Follows namespace `/admin` until closed. docs/protocol/push.md is the contract. */
export function openFeedSocket({ pushUrl, ticket, onState, onEvent }: FeedSocketOptions): { close(): void } {
  const socket: Socket<AdminServerEvents, AdminClientEvents> = io(`${pushUrl}/admin`, {
    transports: ['websocket'],
    reconnectionDelayMax: 5_000,
    forceNew: true,
    auth: (answer) => {
      ticket().then(
        (text) => answer({ ticket: text }),
        () => answer({}),
      );
    },
  });
  let retry: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const stop = () => {
    over = true;
    clearTimeout(retry);
    onState('stopped');
  };
  const again = () => {
    onState('reconnecting');
    clearTimeout(retry);
    retry = setTimeout(() => socket.connect(), RETRY_REFUSED_MS);
  };

  socket.on('connect', () => onState('live'));
  socket.on('feed:event', onEvent);
  socket.on('session:ended', (_ended, acknowledge) => {
    stop();
    acknowledge();
  });
  socket.on('session:renew-required', () => {
    ticket().then(
      (text) => socket.emit('session:renew', text, () => undefined),
      // Without a ticket the socket is closed in time, and the next handshake says why.
      () => undefined,
    );
  });
  socket.on('connect_error', (error) => {
    if (refusalCode(error) === 'SESSION_ENDED') stop();
    // After a refusal by the server socket.io does not try again by itself.
    else if (socket.active) onState('reconnecting');
    else again();
  });
  socket.on('disconnect', (reason) => {
    if (over) return;
    if (reason === 'io server disconnect') again();
    else onState('reconnecting');
  });
  return {
    close() {
      clearTimeout(retry);
      socket.removeAllListeners();
      socket.disconnect();
    },
  };
}

function refusalCode(error: Error & { data?: { code?: PushRefusalCode } }): PushRefusalCode | undefined {
  return error.data?.code;
}
