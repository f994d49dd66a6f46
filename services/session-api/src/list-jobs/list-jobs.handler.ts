import { JOB_SCHEDULER } from '@atlasnode/service-kit';
import type { JobScheduler } from '@atlasnode/session-engine';
import { END_OVERTAKEN_QUEUE } from '@atlasnode/session-commands';
import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ListJobs } from './list-jobs.query.js';
import type { JobList } from './list-jobs.schema.js';

const SHOWN = 100;

@QueryHandler(ListJobs)
export class ListJobsHandler implements IQueryHandler<ListJobs> {
  readonly #jobs: JobScheduler;

  constructor(@Inject(JOB_SCHEDULER) jobs: JobScheduler) {
    this.#jobs = jobs;
  }

  async execute(): Promise<JobList> {
    const jobs = await this.#jobs.recent(END_OVERTAKEN_QUEUE, SHOWN);
    return { items: jobs.map((job) => ({ ...job })) };
  }
}
