export interface WebAppOptions {
  /** Where session-api answers. */
  readonly apiUrl: string;
  /** What its tokens name as their issuer; `apiUrl` by default. */
  readonly issuer?: string;
  /** Where the push gateway is reached, by browsers and by this backend. */
  readonly pushUrl: string;
  /** The origins this application is opened at, e.g. `http://localhost:4600`. */
  readonly origins: readonly string[];
  /** The service key of client `demo`. */
  readonly serviceKey: string;
  /** The service key of client `demo-short`, whose sessions end after a minute without input. */
  readonly shortServiceKey: string;
  /** What went wrong behind the pages, for the log. */
  readonly onFault?: (error: Error) => void;
}
