import type { PortName } from './ports.js';

/** Loopback alone: what this prints holds a key and a code that are for this machine. */
export const HOST = '127.0.0.1';

/** As a person opens it: browsers keep `__Host-` cookies on localhost without TLS. */
export function pageAddress(port: number): string {
  return `http://localhost:${port}`;
}

/** As a program calls it: an address needs no name service, and no guess between IPv4 and IPv6. */
export function serviceAddress(port: number): string {
  return `http://${HOST}:${port}`;
}

/** The origins a page may be opened at. */
export function originsOf(port: number): readonly string[] {
  return [pageAddress(port), serviceAddress(port)];
}

export type Ports = Readonly<Record<PortName, number>>;
