import {
  Alert,
  Button,
  CloseButton,
  Group,
  Paper,
  Skeleton,
  Stack,
  Text,
  TextInput,
  Title,
  VisuallyHidden,
} from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Icon } from '../layout/icons.js';
import { ProblemAlert } from '../state/problem-alert.js';
import { useTexts } from '../texts/language.js';
import { SessionCards, SessionsTable, type SessionListProps } from './sessions-table.js';
import type { LiveSessions } from './use-live-sessions.js';

interface SessionsPanelProps extends Omit<SessionListProps, 'rows'> {
  readonly sessions: LiveSessions;
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly onEndEveryone: () => void;
}

export function SessionsPanel({ sessions, search, onSearch, onEndEveryone, ...list }: SessionsPanelProps) {
  const { sessions: texts } = useTexts();
  return (
    <Paper component="section" withBorder radius="md" p="md" aria-labelledby="sessions-title">
      <Stack gap="md">
        <Group justify="space-between" gap="sm">
          <Group gap="sm" align="baseline">
            <Title order={1} size="h3" id="sessions-title" tabIndex={-1}>
              {texts.title}
            </Title>
            {sessions.total !== undefined && (
              <Text c="dimmed" size="sm" aria-live="polite">
                {texts.total(sessions.total)}
              </Text>
            )}
          </Group>
          <Button variant="outline" color="red" size="sm" onClick={onEndEveryone}>
            {texts.endEveryone}
          </Button>
        </Group>
        <TextInput
          type="search"
          value={search}
          maxLength={128}
          onChange={(event) => onSearch(event.currentTarget.value)}
          aria-label={texts.search}
          placeholder={texts.search}
          leftSection={<Icon name="search" size={16} />}
          rightSection={
            search !== '' && <CloseButton size="sm" aria-label={texts.clearSearch} onClick={() => onSearch('')} />
          }
        />
        <SessionsBody sessions={sessions} search={search} list={list} />
      </Stack>
    </Paper>
  );
}

interface BodyProps {
  readonly sessions: LiveSessions;
  readonly search: string;
  readonly list: Omit<SessionListProps, 'rows'>;
}

function SessionsBody({ sessions, search, list }: BodyProps) {
  const { sessions: texts } = useTexts();
  const narrow = useMediaQuery('(max-width: 54em)');
  const { problem, total, rows, reload } = sessions;
  if (total === undefined) {
    return problem ? <ProblemAlert title={texts.failed} problem={problem} onRetry={reload} /> : <LoadingRows />;
  }
  const List = narrow === true ? SessionCards : SessionsTable;
  return (
    <Stack gap="sm">
      {problem && <ProblemAlert title={texts.stale} problem={problem} onRetry={reload} />}
      {rows.items.length === 0 ? <NoRows search={search} /> : <List rows={rows} {...list} />}
      <Paging sessions={sessions} />
    </Stack>
  );
}

function LoadingRows() {
  const { sessions: texts } = useTexts();
  return (
    <Stack gap="xs" aria-busy>
      <VisuallyHidden>{texts.loading}</VisuallyHidden>
      {[1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} height={38} radius="sm" />
      ))}
    </Stack>
  );
}

function NoRows({ search }: { readonly search: string }) {
  const { sessions: texts } = useTexts();
  return (
    <Alert
      variant="light"
      color="gray"
      icon={<Icon name={search === '' ? 'user' : 'search'} />}
      title={search === '' ? texts.empty : texts.nothingFound(search)}
    >
      {search === '' && texts.emptyHint}
    </Alert>
  );
}

function Paging({ sessions: { page, toNext, toPrevious } }: { readonly sessions: LiveSessions }) {
  const { sessions: texts } = useTexts();
  if (toNext === undefined && toPrevious === undefined) return null;
  return (
    <Group justify="flex-end" gap="xs">
      <Button size="xs" variant="default" disabled={toPrevious === undefined} onClick={toPrevious}>
        {texts.previous}
      </Button>
      <Text size="sm" c="dimmed">
        {texts.page(page)}
      </Text>
      <Button size="xs" variant="default" disabled={toNext === undefined} onClick={toNext}>
        {texts.next}
      </Button>
    </Group>
  );
}
