import { adminCases } from './cases/admin.cases.js';
import { endingCases } from './cases/endings.cases.js';
import { handshakeCases } from './cases/handshake.cases.js';
import { originCases } from './cases/origins.cases.js';
import { renewalCases } from './cases/renewal.cases.js';
import { verifierCases } from './cases/verifiers.cases.js';
import type { ProtocolCase } from './protocol-case.js';

/** docs/protocol/push.md, statement by statement. */
export const PUSH_PROTOCOL_CASES: ReadonlyArray<readonly [string, readonly ProtocolCase[]]> = [
  ['handshake', handshakeCases],
  ['origins', originCases],
  ['endings', endingCases],
  ['renewal', renewalCases],
  ['verifiers', verifierCases],
  ['administrators', adminCases],
];
