import type { SessionEvent } from '@atlasnode/session-events';
import { assertNever } from '../assert-never.js';
import type { Decision } from '../decision.js';
import type { SessionState } from '../session-state.js';
import { endOvertaken, type EndOvertaken, type EndOvertakenReply } from './end-overtaken.js';
import { expireSession, type ExpireReply, type ExpireSession } from './expire-session.js';
import { refreshSession, type RefreshReply, type RefreshSession } from './refresh-session.js';
import { revokeSession, type RevokeReply, type RevokeSession } from './revoke-session.js';
import { startSession, type StartReply, type StartSession } from './start-session.js';

export type SessionCommand = StartSession | RefreshSession | RevokeSession | ExpireSession | EndOvertaken;
export type SessionReply = StartReply | RefreshReply | RevokeReply | ExpireReply | EndOvertakenReply;

/** Every command of a session's stream. Pure: time, ids, policy and what other streams say arrive in the command. */
export function decideSession(state: SessionState, command: SessionCommand): Decision<SessionEvent, SessionReply> {
  switch (command.type) {
    case 'StartSession':
      return startSession(state, command);
    case 'RefreshSession':
      return refreshSession(state, command);
    case 'RevokeSession':
      return revokeSession(state, command);
    case 'ExpireSession':
      return expireSession(state, command);
    case 'EndOvertaken':
      return endOvertaken(state, command);
    default:
      return assertNever(command);
  }
}
