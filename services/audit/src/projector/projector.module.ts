import { Module } from '@nestjs/common';

/** The projector answers nothing but what every service does. */
@Module({})
export class ProjectorModule {}
