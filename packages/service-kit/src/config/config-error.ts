export interface ConfigFault {
  /** The variable of the environment, with the place inside it where it holds JSON: `ATLAS_CLIENTS[0].keys`. */
  readonly variable: string;
  /** What is wrong and what was expected; never the value. */
  readonly message: string;
}

/** Everything that is wrong with the configuration, not only the first fault. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super(
      `The configuration is not valid:\n${faults.map((fault) => `  ${fault.variable}: ${fault.message}`).join('\n')}`,
    );
    this.faults = faults;
  }
}

export function isConfigError(error: unknown): error is ConfigError {
  return error instanceof Error && error.name === 'ConfigError' && 'faults' in error;
}
