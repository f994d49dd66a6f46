import { EngineError, isEngineError, isInvalidCursor } from '@atlasnode/session-engine';

const DUPLICATE_KEY = 11_000;

/** Nothing reached the server: no connection was to be had. */
const NEVER_SENT = new Set([
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoWaitQueueTimeoutError',
  'MongoNotConnectedError',
  'MongooseError',
]);

const TRANSIENT = new Set([
  ...NEVER_SENT,
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoPoolClearedError',
  'MongoPoolClearedOnNetworkError',
  'MongoPoolClosedError',
  'MongoConnectionPoolClearedError',
  'MongoOperationTimeoutError',
  'MongoWriteConcernError',
  'MongoTopologyClosedError',
]);

export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === DUPLICATE_KEY;
}

export function wasNeverSent(error: unknown): boolean {
  return error instanceof Error && NEVER_SENT.has(error.name);
}

/** Worth another attempt. The driver lets some errors of the socket through as they are, EPIPE for one. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (TRANSIENT.has(error.name)) return true;
  if ('code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)) return true;
  return hasRetryLabel(error);
}

/** A mistake of ours or of the caller: it is thrown as it is. */
export function isMistake(error: unknown): boolean {
  if (isEngineError(error) || isInvalidCursor(error)) return true;
  return error instanceof TypeError || (error instanceof Error && /^(?:BSON|Cast|Validat|Strict)/.test(error.name));
}

export function unavailable(error: unknown): EngineError {
  return new EngineError('UNAVAILABLE', `MongoDB could not do it: ${messageOf(error)}`, { cause: error });
}

export function outcomeUnknown(error: unknown): EngineError {
  return new EngineError('OUTCOME_UNKNOWN', `MongoDB did not answer in time: ${messageOf(error)}`, { cause: error });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function hasRetryLabel(error: Error): boolean {
  const labels = 'errorLabels' in error && Array.isArray(error.errorLabels) ? error.errorLabels : [];
  return ['RetryableWriteError', 'TransientTransactionError', 'RetryableError'].some((label) => labels.includes(label));
}
