import { Controller, Get, Inject, Param, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AUDIT_STORE, CLOCK, DIRECTORY, ProblemError } from '@atlasnode/service-kit';
import type { AuditSessionFilter, AuditStore, Directory } from '@atlasnode/session-engine';
import { sid as sidSchema, type Sid } from '@atlasnode/session-events';
import { AdminGuard } from '../access/admin.guard.js';
import { ADMIN_PROBLEMS, AuditEndpoint } from '../audit-problems.js';
import { splitPage } from '../page-query.js';
import { standingAt, type StandingOf } from '../session-standing.js';
import { sessionView, toSessionView, type SessionView } from '../session-view.js';
import { listSessionsQuery, sessionList, type ListSessionsQuery, type SessionList } from './list-sessions.schema.js';

@ApiTags('sessions')
@Controller('v1/audit/sessions')
@UseGuards(AdminGuard)
export class ListSessionsController {
  readonly #audit: AuditStore;
  readonly #directory: Directory;
  readonly #nowMs: () => number;

  constructor(
    @Inject(AUDIT_STORE) audit: AuditStore,
    @Inject(DIRECTORY) directory: Directory,
    @Inject(CLOCK) nowMs: () => number,
  ) {
    this.#audit = audit;
    this.#directory = directory;
    this.#nowMs = nowMs;
  }

  @Get()
  @AuditEndpoint({
    operationId: 'auditSessions',
    summary: 'Sessions, the latest started first; with live=true those of who is signed in now',
    answers: { 200: { description: 'A page, and how many there are in all', schema: sessionList } },
    problems: ['INVALID_INPUT', ...ADMIN_PROBLEMS],
    credentials: ['accessToken'],
  })
  async list(@Query({ schema: listSessionsQuery }) query: ListSessionsQuery): Promise<SessionList> {
    const nowMs = this.#nowMs();
    const { page, filter } = splitPage(query);
    const { live, ...picked } = filter;
    const sessions: AuditSessionFilter = { ...picked, ...(live === 'true' ? { liveAtMs: nowMs } : {}) };
    const [found, total] = await Promise.all([
      this.#audit.sessions(sessions, page),
      this.#audit.countSessions(sessions),
    ]);
    const standingOf: StandingOf =
      live === 'true' ? async () => ({ status: 'live' }) : standingAt(this.#directory, nowMs);
    const items = await Promise.all(
      found.items.map(async ({ session, version }) => toSessionView(session, version, await standingOf(session))),
    );
    return { items, ...(found.next === undefined ? {} : { next: found.next }), total };
  }

  @Get(':sid')
  @AuditEndpoint({
    operationId: 'auditSession',
    summary: 'One session, as its latest event left it',
    answers: { 200: { description: 'The session', schema: sessionView } },
    problems: ['INVALID_INPUT', 'UNKNOWN_SESSION', ...ADMIN_PROBLEMS],
    credentials: ['accessToken'],
  })
  async one(@Param('sid', { schema: sidSchema }) sid: Sid): Promise<SessionView> {
    const found = await this.#audit.session(sid);
    if (found === undefined) throw new ProblemError('UNKNOWN_SESSION');
    const standingOf = standingAt(this.#directory, this.#nowMs());
    return toSessionView(found.session, found.version, await standingOf(found.session));
  }
}
