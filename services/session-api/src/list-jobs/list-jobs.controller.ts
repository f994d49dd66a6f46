import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access-rule.js';
import { ADMIN_PROBLEMS, Endpoint } from '../problems.js';
import { ListJobs } from './list-jobs.query.js';
import { jobList, type JobList } from './list-jobs.schema.js';

@ApiTags('administration')
@Controller('v1/admin/jobs')
export class ListJobsController {
  readonly #queryBus: QueryBus;

  constructor(@Inject(QueryBus) queryBus: QueryBus) {
    this.#queryBus = queryBus;
  }

  @Get()
  @Access({ admin: true })
  @Endpoint({
    operationId: 'listJobs',
    summary: "The newest jobs that end a user's or everyone's sessions one by one, with their progress",
    answers: { 200: { description: 'The jobs, the latest changed first', schema: jobList } },
    problems: [...ADMIN_PROBLEMS],
    credentials: ['accessToken'],
  })
  list(): Promise<JobList> {
    return this.#queryBus.execute(new ListJobs());
  }
}
