import { EngineError } from '@atlasnode/session-engine';

/** The broker says that it may have written nonetheless: REQUEST_TIMED_OUT and NOT_ENOUGH_REPLICAS_AFTER_APPEND. */
const MAYBE_WRITTEN = new Set([7, 20]);

/** Names mislead (`NonRetriable` for a broker that is down): what happened stands in the innermost cause. */
export function rootCause(error: unknown): Error {
  let current = error instanceof Error ? error : new Error(String(error));
  while (current.cause instanceof Error) current = current.cause;
  return current;
}

/** @param isSent whether the request may have reached the broker */
export function sendFailure(error: unknown, isSent: boolean): EngineError {
  const cause = rootCause(error);
  const isRefused = cause.name === 'KafkaJSProtocolError' && 'code' in cause && !MAYBE_WRITTEN.has(Number(cause.code));
  if (!isSent || isRefused) return kafkaUnavailable(error);
  return new EngineError('OUTCOME_UNKNOWN', `Kafka did not acknowledge it: ${cause.message}`, { cause: error });
}

export function kafkaUnavailable(error: unknown): EngineError {
  return new EngineError('UNAVAILABLE', `Kafka could not do it: ${rootCause(error).message}`, { cause: error });
}
