/** BullMQ allows no `:` in names and no number as an id; ours may be anything. */
export function queueName(kind: 'jobs' | 'every', name: string): string {
  return `${kind}.${encodeURIComponent(name)}`;
}

const JOB_PREFIX = 'job.';

export function jobKey(id: string): string {
  return JOB_PREFIX + encodeURIComponent(id);
}

export function idOfJobKey(key: string): string {
  return decodeURIComponent(key.slice(JOB_PREFIX.length));
}
