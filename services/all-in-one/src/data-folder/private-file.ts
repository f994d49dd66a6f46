import { chmod, rename, rm, writeFile } from 'node:fs/promises';

/** Writes a file that only its owner may read, whole or not at all: a reader never sees half of it, a crash leaves the old one. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.draft`;
  try {
    await writeFile(draft, text, { mode: 0o600 });
    // The mode above is less what the umask takes, and a left-over draft would keep its own.
    await chmod(draft, 0o600);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
