/** What listens where: the first at the port that was asked for, each next one higher. */
export const PORTS = ['demo', 'console', 'api', 'push', 'audit'] as const;
export type PortName = (typeof PORTS)[number];

export function portsFrom(first: number): Readonly<Record<PortName, number>> {
  return { demo: first, console: first + 1, api: first + 2, push: first + 3, audit: first + 4 };
}
