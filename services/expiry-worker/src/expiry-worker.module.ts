import { Module } from '@nestjs/common';

/** The worker answers nothing but what every service does. */
@Module({})
export class ExpiryWorkerModule {}
