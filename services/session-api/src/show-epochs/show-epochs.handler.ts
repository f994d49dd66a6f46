import type { SessionCommands } from '@atlasnode/session-commands';
import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { COMMANDS } from '../injection.js';
import { ShowEpochs } from './show-epochs.query.js';
import type { Epochs } from './show-epochs.schema.js';

@QueryHandler(ShowEpochs)
export class ShowEpochsHandler implements IQueryHandler<ShowEpochs> {
  readonly #commands: SessionCommands;

  constructor(@Inject(COMMANDS) commands: SessionCommands) {
    this.#commands = commands;
  }

  execute({ userId }: ShowEpochs): Promise<Epochs> {
    return this.#commands.epochsOf(userId);
  }
}
