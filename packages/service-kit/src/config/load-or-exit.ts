import { ConfigError, isConfigError } from './config-error.js';

/** For a `main.ts`: runs every loader, so that faults of all are listed together, and leaves the process with code 2 if there are any. */
export function loadOrExit<Loaders extends Readonly<Record<string, () => unknown>>>(
  loaders: Loaders,
): { readonly [Name in keyof Loaders]: ReturnType<Loaders[Name]> } {
  const loaded: Partial<Record<keyof Loaders, unknown>> = {};
  const faults = Object.entries(loaders).flatMap(([name, load]) => {
    try {
      loaded[name as keyof Loaders] = load();
      return [];
    } catch (error) {
      if (isConfigError(error)) return error.faults;
      throw error;
    }
  });
  if (faults.length > 0) {
    process.stderr.write(`${new ConfigError(faults).message}\n`);
    process.exit(2);
  }
  return loaded as { readonly [Name in keyof Loaders]: ReturnType<Loaders[Name]> };
}
