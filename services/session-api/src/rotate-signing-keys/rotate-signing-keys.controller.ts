import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access-rule.js';
import { ADMIN_PROBLEMS, BODY_PROBLEMS, Endpoint } from '../problems.js';
import { RotateSigningKeys } from './rotate-signing-keys.command.js';
import {
  optionalRotationRequest,
  rotatedKeys,
  type RotatedKeys,
  type RotationRequest,
} from './rotate-signing-keys.schema.js';

@ApiTags('administration')
@Controller('v1/admin/keys/rotate')
export class RotateSigningKeysController {
  readonly #commandBus: CommandBus;

  constructor(@Inject(CommandBus) commandBus: CommandBus) {
    this.#commandBus = commandBus;
  }

  @Post()
  @HttpCode(200)
  @Access({ admin: true })
  @ApiBody({ required: false, schema: {} })
  @Endpoint({
    operationId: 'rotateSigningKeys',
    summary: 'Sign with the next key from now on; the present one verifies until its last token has expired',
    answers: { 200: { description: 'Rotated', schema: rotatedKeys } },
    problems: [...BODY_PROBLEMS, ...ADMIN_PROBLEMS, 'KEY_TOO_NEW', 'CONFLICT'],
    credentials: ['accessToken'],
  })
  rotate(@Body({ schema: optionalRotationRequest }) request: RotationRequest): Promise<RotatedKeys> {
    return this.#commandBus.execute(new RotateSigningKeys(request));
  }
}
