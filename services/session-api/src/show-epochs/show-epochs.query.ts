import type { UserId } from '@atlasnode/session-events';
import { Query } from '@nestjs/cqrs';
import type { Epochs } from './show-epochs.schema.js';

export class ShowEpochs extends Query<Epochs> {
  constructor(readonly userId: UserId) {
    super();
  }
}
