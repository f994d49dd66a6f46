import { Badge, Checkbox, Group, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { useState } from 'react';
import { Icon } from '../layout/icons.js';
import { deviceLabel } from '../sessions/device-label.js';
import { ProblemAlert } from '../state/problem-alert.js';
import { useLanguage, useTexts } from '../texts/language.js';
import { absoluteTime, clockTime } from '../time/relative-time.js';
import { whyAndByWhom, COLOR_OF_EVENT, ICON_OF_EVENT, whatHappened } from './event-words.js';
import type { FeedEntry } from './feed-entry.js';
import classes from './feed.module.css';
import type { FeedState } from './feed-socket.js';
import type { LiveFeed } from './use-live-feed.js';

export function FeedPanel({ feed }: { readonly feed: LiveFeed }) {
  const { feed: texts } = useTexts();
  const [renewals, setRenewals] = useState(false);
  const entries = feed.entries.filter((entry) => renewals || entry.type !== 'SessionRefreshed');
  return (
    <Paper component="section" withBorder radius="md" p="md" aria-labelledby="feed-title" className={classes.panel}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="feed-title">
          {texts.title}
        </Title>
        <FeedStateBadge state={feed.state} />
      </Group>
      <Checkbox
        size="xs"
        mb="sm"
        label={texts.showRenewals}
        checked={renewals}
        onChange={(event) => setRenewals(event.currentTarget.checked)}
      />
      {feed.problem && <ProblemAlert title={texts.failed} problem={feed.problem} onRetry={feed.reload} />}
      {entries.length === 0 && feed.problem === undefined && (
        <Text c="dimmed" size="sm">
          {texts.empty}
        </Text>
      )}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- WCAG 2.1.1: what scrolls must scroll by keyboard too */}
      <ol className={classes.entries} role="log" aria-live="off" tabIndex={0} aria-labelledby="feed-title">
        {entries.map((entry) => (
          <FeedItem key={entry.id} entry={entry} />
        ))}
      </ol>
    </Paper>
  );
}

const COLORS: Readonly<Record<FeedState, string>> = {
  connecting: 'gray',
  live: 'teal',
  reconnecting: 'yellow',
  stopped: 'red',
};

function FeedStateBadge({ state }: { readonly state: FeedState }) {
  const { feed: texts } = useTexts();
  return (
    <Badge aria-live="polite" variant="dot" color={COLORS[state]} tt="none" fw={500}>
      {texts[state]}
    </Badge>
  );
}

function FeedItem({ entry }: { readonly entry: FeedEntry }) {
  const { texts, locale } = useLanguage();
  return (
    <li className={classes.entry}>
      <ThemeIcon size={28} radius="xl" variant="light" color={COLOR_OF_EVENT[entry.type]}>
        <Icon name={ICON_OF_EVENT[entry.type]} size={15} />
      </ThemeIcon>
      <Stack gap={0} className={classes.words}>
        <Text size="sm">{whatHappened(entry, texts)}</Text>
        <Text size="xs" c="dimmed">
          {detailsOf(entry, texts).join(' · ')}
        </Text>
      </Stack>
      <Text size="xs" c="dimmed" className={classes.time} title={absoluteTime(entry.atMs, locale)}>
        <time dateTime={new Date(entry.atMs).toISOString()}>{clockTime(entry.atMs, locale)}</time>
      </Text>
    </li>
  );
}

/** Where someone signed in; why and by whom something ended. */
function detailsOf(entry: FeedEntry, texts: ReturnType<typeof useTexts>): readonly string[] {
  if (entry.reason === undefined)
    return [...(entry.device ? [deviceLabel(entry.device, texts)] : []), ...(entry.ip === undefined ? [] : [entry.ip])];
  if (entry.reason === 'signed-out') return entry.device ? [deviceLabel(entry.device, texts)] : [];
  return whyAndByWhom(entry, texts);
}
