import express, { type Express } from 'express';

export interface WebAppOptions {
  /** Where session-api answers. */
  readonly apiUrl: string;
  /** Where browsers reach the push gateway. */
  readonly pushUrl: string;
  /** The origins this application is opened at, e.g. `http://localhost:4600`. */
  readonly origins: readonly string[];
  /** The service key of client `demo`. */
  readonly serviceKey: string;
  /** The service key of client `demo-short`, whose sessions end after a minute without input. */
  readonly shortServiceKey: string;
}

export function createWebApp(_options: WebAppOptions): Express {
  return express();
}
