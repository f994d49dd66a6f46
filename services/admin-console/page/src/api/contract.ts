import type { components as AuditComponents } from './audit.generated.js';
import type { components as SessionApiComponents } from './session-api.generated.js';

export type { paths as AuditPaths } from './audit.generated.js';
export type { paths as SessionApiPaths } from './session-api.generated.js';

/** A session as the audit lists it, with the version of the commit it was taken from. */
export type AuditSession = AuditComponents['schemas']['AuditSessionView'];

type Schemas = SessionApiComponents['schemas'];
export type SessionView = Schemas['SessionView'];
export type JobProgress = Schemas['JobProgress'];
export type Propagation = Schemas['Propagation'];
export type GivenReason = Schemas['GivenReason'];
