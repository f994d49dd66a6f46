import { Query } from '@nestjs/cqrs';
import type { JobList } from './list-jobs.schema.js';

export class ListJobs extends Query<JobList> {}
