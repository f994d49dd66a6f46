import { Button, Code, CopyButton, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ConsoleApi } from '../api/console-api.js';
import type { AuditSession } from '../api/contract.js';
import { useTexts } from '../texts/language.js';
import { Moment } from '../time/moment.js';
import { deviceLabel } from './device-label.js';
import classes from './session-drawer.module.css';
import { Roles } from './sessions-table.js';
import { SessionTimeline } from './session-timeline.js';

interface SessionDrawerProps {
  readonly api: ConsoleApi;
  readonly session: AuditSession | undefined;
  readonly endedBecause: string | undefined;
  readonly latestEvent: string | undefined;
  readonly onEndSession: (session: AuditSession) => void;
  readonly onEndUser: (userId: string) => void;
  readonly onClose: () => void;
}

export function SessionDrawer({ session, onClose, ...rest }: SessionDrawerProps) {
  const { detail: texts } = useTexts();
  return (
    <Drawer
      opened={session !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={texts.title}
      closeButtonProps={{ 'aria-label': texts.close }}
    >
      {session && <SessionDetail session={session} {...rest} />}
    </Drawer>
  );
}

type SessionDetailProps = Omit<SessionDrawerProps, 'onClose' | 'session'> & { readonly session: AuditSession };

function SessionDetail({ api, session, endedBecause, latestEvent, onEndSession, onEndUser }: SessionDetailProps) {
  const { detail: texts } = useTexts();
  return (
    <Stack gap="lg">
      <Title order={2} size="h3" className={classes.value}>
        {session.userId}
      </Title>
      <Facts session={session} endedBecause={endedBecause} />
      <Group gap="xs">
        {endedBecause === undefined && (
          <Button color="red" variant="light" onClick={() => onEndSession(session)}>
            {texts.endOne}
          </Button>
        )}
        <Button color="red" variant="outline" onClick={() => onEndUser(session.userId)}>
          {texts.endUser(session.userId)}
        </Button>
      </Group>
      <section aria-labelledby="timeline-title">
        <Title order={3} size="h5" id="timeline-title" mb="sm">
          {texts.timeline}
        </Title>
        <SessionTimeline key={session.sid} api={api} sid={session.sid} latestEvent={latestEvent} />
      </section>
    </Stack>
  );
}

function Facts({ session, endedBecause }: Pick<SessionDetailProps, 'session' | 'endedBecause'>) {
  const texts = useTexts();
  const { detail, sessions } = texts;
  return (
    <dl className={classes.facts}>
      <Fact name={detail.status}>{endedBecause === undefined ? detail.live : detail.ended(endedBecause)}</Fact>
      <Fact name={sessions.device}>{deviceLabel(session.device, texts)}</Fact>
      <Fact name={sessions.address}>{session.device.ip ?? sessions.unknown}</Fact>
      <Fact name={sessions.since}>
        <Moment atMs={session.createdAtMs} />
      </Fact>
      <Fact name={sessions.lastSeen}>
        <Moment atMs={session.lastActiveAtMs} />
      </Fact>
      <Fact name={detail.idleDue}>
        <Moment atMs={session.idleDueAtMs} />
      </Fact>
      <Fact name={detail.absoluteDue}>
        <Moment atMs={session.absoluteDueAtMs} />
      </Fact>
      <Fact name={sessions.roles}>
        <Roles roles={session.roles} />
      </Fact>
      <Fact name={sessions.client}>{session.clientId}</Fact>
      {session.amr.length > 0 && <Fact name={detail.signedInWith}>{session.amr.join(', ')}</Fact>}
      {session.device.userAgent !== undefined && <Fact name={detail.userAgent}>{session.device.userAgent}</Fact>}
      <Fact name={detail.sid}>
        <Sid sid={session.sid} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" className={classes.value}>
        {children}
      </Text>
    </>
  );
}

function Sid({ sid }: { readonly sid: string }) {
  const { detail: texts } = useTexts();
  return (
    <Group gap="xs">
      <Code className={classes.value}>{sid}</Code>
      <CopyButton value={sid}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" onClick={copy}>
            {copied ? texts.copied : texts.copy}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
