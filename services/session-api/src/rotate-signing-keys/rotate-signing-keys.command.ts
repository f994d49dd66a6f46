import { Command } from '@nestjs/cqrs';
import type { RotatedKeys, RotationRequest } from './rotate-signing-keys.schema.js';

export class RotateSigningKeys extends Command<RotatedKeys> {
  constructor(readonly request: RotationRequest) {
    super();
  }
}
