const SCRATCH = Buffer.allocUnsafeSlow(8_192);

/**
 * A string that holds its own characters: what a request brings is mostly a slice of a header field, and keeping the slice keeps
 * the whole. ASCII only, which a token that was verified is. Written through one buffer: four times as fast as allocating one.
 */
export function ownCopy(token: string): string {
  return SCRATCH.toString('latin1', 0, SCRATCH.write(token, 'latin1'));
}
