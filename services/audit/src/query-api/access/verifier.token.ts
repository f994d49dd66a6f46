/** The verifier of administrators' access tokens. */
export const VERIFIER = Symbol('verifier');
