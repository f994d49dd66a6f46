import { Anchor, Badge, Box, Button, Group, Table, Text, Tooltip } from '@mantine/core';
import type { EndReason } from '@atlasnode/session-events';
import type { AuditSession } from '../api/contract.js';
import { adminName, isAdministrator } from '../session/admin-name.js';
import { useTexts } from '../texts/language.js';
import { Moment } from '../time/moment.js';
import { deviceLabel } from './device-label.js';
import type { LiveRows } from './live-rows.js';
import classes from './sessions.module.css';

export interface SessionListProps {
  readonly rows: LiveRows;
  /** The session of this console. */
  readonly ownSid: string;
  readonly onOpen: (session: AuditSession) => void;
  readonly onEnd: (session: AuditSession) => void;
}

export function SessionsTable({ rows, ...handlers }: SessionListProps) {
  const { sessions: texts } = useTexts();
  return (
    <Table.ScrollContainer minWidth={720} type="native">
      <Table verticalSpacing="sm" highlightOnHover className={classes.table} aria-label={texts.caption}>
        <Table.Thead>
          <Table.Tr>
            {[texts.user, texts.deviceAndAddress, texts.since, texts.lastSeen, texts.roles, texts.client].map(
              (heading) => (
                <Table.Th key={heading} scope="col">
                  {heading}
                </Table.Th>
              ),
            )}
            <Table.Th scope="col">
              <span className={classes.hidden}>{texts.actions}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.items.map((session) => (
            <SessionRow key={session.sid} session={session} ended={rows.ended.get(session.sid)} {...handlers} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

interface SessionItemProps extends Omit<SessionListProps, 'rows'> {
  readonly session: AuditSession;
  readonly ended: EndReason | undefined;
}

function SessionRow({ session, ended, ...handlers }: SessionItemProps) {
  const { sessions: texts } = useTexts();
  return (
    <Table.Tr data-ended={ended !== undefined || undefined}>
      <Table.Td>
        <UserCell session={session} {...handlers} />
      </Table.Td>
      <Table.Td>
        <Device session={session} />
        <Text size="xs" c="dimmed" className={classes.figures}>
          {session.device.ip ?? texts.unknown}
        </Text>
      </Table.Td>
      <Table.Td className={classes.time}>
        <Moment atMs={session.createdAtMs} />
      </Table.Td>
      <Table.Td className={classes.time}>
        <Moment atMs={session.lastActiveAtMs} />
      </Table.Td>
      <Table.Td>
        <Roles roles={session.roles} />
      </Table.Td>
      <Table.Td>{session.clientId}</Table.Td>
      <Table.Td ta="right">
        <EndButton session={session} ended={ended} {...handlers} />
      </Table.Td>
    </Table.Tr>
  );
}

function UserCell({ session, ownSid, onOpen }: Omit<SessionItemProps, 'ended'>) {
  const { sessions: texts } = useTexts();
  return (
    <Group gap={6} wrap="nowrap">
      <Anchor
        component="button"
        type="button"
        fw={600}
        size="sm"
        className={classes.user}
        onClick={() => onOpen(session)}
        aria-label={texts.details(session.userId)}
      >
        {adminName(session.userId)}
      </Anchor>
      {isAdministrator(session.userId) && (
        <Badge size="xs" variant="light" tt="none" className={classes.whole}>
          {session.sid === ownSid ? texts.you : texts.administrator}
        </Badge>
      )}
    </Group>
  );
}

function Device({ session }: { readonly session: AuditSession }) {
  const texts = useTexts();
  const label = deviceLabel(session.device, texts);
  if (session.device.userAgent === undefined) return <>{label}</>;
  return (
    <Tooltip label={session.device.userAgent} multiline maw={420} openDelay={400}>
      <span>{label}</span>
    </Tooltip>
  );
}

export function Roles({ roles }: { readonly roles: readonly string[] }) {
  const { sessions: texts } = useTexts();
  if (roles.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {texts.noRoles}
      </Text>
    );
  return (
    <Group gap={4}>
      {roles.map((role) => (
        <Badge key={role} size="sm" variant="default" tt="none" fw={500} className={classes.whole}>
          {role}
        </Badge>
      ))}
    </Group>
  );
}

function EndButton({ session, ended, onEnd }: SessionItemProps) {
  const texts = useTexts();
  if (ended !== undefined) {
    return (
      <Tooltip label={texts.reasons[ended]}>
        <Badge color="gray" variant="light" tt="none" className={classes.whole}>
          {texts.sessions.endedBadge}
        </Badge>
      </Tooltip>
    );
  }
  const label = texts.sessions.endLabel(session.userId, deviceLabel(session.device, texts));
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      color="red"
      className={classes.end}
      onClick={() => onEnd(session)}
      aria-label={label}
    >
      {texts.sessions.end}
    </Button>
  );
}

/** The same facts where the window is too narrow for a table. */
export function SessionCards({ rows, ...handlers }: SessionListProps) {
  const { sessions: texts } = useTexts();
  return (
    <Box component="ul" className={classes.cards} aria-label={texts.caption}>
      {rows.items.map((session) => {
        const item = { session, ended: rows.ended.get(session.sid), ...handlers };
        return (
          <li key={session.sid} className={classes.card} data-ended={item.ended !== undefined || undefined}>
            <Group justify="space-between" wrap="nowrap">
              <UserCell {...item} />
              <EndButton {...item} />
            </Group>
            <Text size="sm">
              <Device session={session} /> ·{' '}
              <span className={classes.figures}>{session.device.ip ?? texts.unknown}</span>
            </Text>
            <Text size="sm" c="dimmed">
              {texts.since} <Moment atMs={session.createdAtMs} /> · {texts.lastSeen.toLowerCase()}{' '}
              <Moment atMs={session.lastActiveAtMs} />
            </Text>
            <Group gap={6}>
              <Roles roles={session.roles} />
              <Text size="sm" c="dimmed">
                {session.clientId}
              </Text>
            </Group>
          </li>
        );
      })}
    </Box>
  );
}
