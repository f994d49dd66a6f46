import type { Commit, SessionSecret } from '@atlasnode/session-engine';

/** Every commit of a session carries the secret on, from the first. */
export function secretOf(commit: Commit): SessionSecret {
  if (commit.secret === undefined) throw new TypeError(`${commit.id} has no secret`);
  return commit.secret;
}

/** After a rotation: the new generation is minted with `kid`, the one before is known by the key it was minted with. */
export function rotatedSecret({ salt, kid: before }: SessionSecret, kid: string): SessionSecret {
  return { salt, kid, ...(before === kid ? {} : { previousKid: before }) };
}
