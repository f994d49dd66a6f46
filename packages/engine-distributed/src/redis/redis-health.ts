import type { Redis } from 'ioredis';

/** What is wrong with Redis, in a sentence; undefined where it answers and keeps what it is given. */
export async function faultOfRedis(client: Redis): Promise<string | undefined> {
  const memory = await client.info('memory');
  const policy = /^maxmemory_policy:(?<policy>\S+)/m.exec(memory)?.groups?.['policy'];
  if (policy === 'noeviction') return undefined;
  return `Redis has maxmemory-policy ${policy ?? 'unknown'} and would drop jobs: set it to noeviction`;
}
