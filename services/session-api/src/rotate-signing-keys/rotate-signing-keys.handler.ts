import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { SIGNING_KEYS } from '../injection.js';
import { problem } from '../problems.js';
import type { SigningKeys } from '../signing-keys/signing-keys.js';
import { RotateSigningKeys } from './rotate-signing-keys.command.js';
import type { RotatedKeys } from './rotate-signing-keys.schema.js';

@CommandHandler(RotateSigningKeys)
export class RotateSigningKeysHandler implements ICommandHandler<RotateSigningKeys> {
  readonly #keys: SigningKeys;

  constructor(@Inject(SIGNING_KEYS) keys: SigningKeys) {
    this.#keys = keys;
  }

  async execute({ request }: RotateSigningKeys): Promise<RotatedKeys> {
    const rotation = await this.#keys.rotate(request);
    switch (rotation.outcome) {
      case 'rotated':
        return { kid: rotation.kid, previousKid: rotation.previousKid };
      case 'too-new':
        throw problem('KEY_TOO_NEW', {
          detail:
            'Whoever has cached the key set would refuse tokens of the next key. Repeat after rotatableAtMs, or force it.',
          members: { rotatableAtMs: rotation.rotatableAtMs },
        });
      case 'overtaken':
        throw problem('CONFLICT', { detail: 'The keys were rotated by somebody else just now.' });
    }
  }
}
