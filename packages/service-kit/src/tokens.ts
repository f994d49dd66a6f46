/** What services inject by. */
export const ENGINE = Symbol('engine');
export const COMMIT_STORE = Symbol('commit store');
export const DIRECTORY = Symbol('directory');
export const EVENT_LOG = Symbol('event log');
export const REVOCATION_CHANNEL = Symbol('revocation channel');
export const JOB_SCHEDULER = Symbol('job scheduler');
export const AUDIT_STORE = Symbol('audit store');
export const KEY_STORE = Symbol('key store');
/** `() => number`: now, in Unix milliseconds. */
export const CLOCK = Symbol('clock');
export const LOGGER = Symbol('logger');
export const METRICS = Symbol('metrics');
export const READINESS = Symbol('readiness');
