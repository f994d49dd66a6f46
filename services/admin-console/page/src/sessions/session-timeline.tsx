import { Skeleton, Text, Timeline } from '@mantine/core';
import { fromCloudEvent } from '@atlasnode/session-events';
import { useCallback } from 'react';
import { bodyOf, type ConsoleApi } from '../api/console-api.js';
import { feedEntry, type FeedEntry } from '../feed/feed-entry.js';
import { whyAndByWhom, ICON_OF_EVENT, whatHappened } from '../feed/event-words.js';
import { Icon } from '../layout/icons.js';
import { ProblemAlert } from '../state/problem-alert.js';
import { useLoaded } from '../state/use-loaded.js';
import { useLanguage } from '../texts/language.js';
import { absoluteTime } from '../time/relative-time.js';

const MOST_EVENTS = 100;

interface SessionTimelineProps {
  readonly api: ConsoleApi;
  readonly sid: string;
  /** Changes when something new happened, so that the timeline is read again. */
  readonly latestEvent: string | undefined;
}

export function SessionTimeline({ api, sid, latestEvent }: SessionTimelineProps) {
  const { texts } = useLanguage();
  const load = useCallback(async () => {
    const params = { path: { sid }, query: { limit: String(MOST_EVENTS) } };
    const { items } = await bodyOf(api.audit.GET('/v1/audit/sessions/{sid}/timeline', { params }));
    return items.map((item) => feedEntry(fromCloudEvent({ ...item })));
  }, [api, sid]);
  const { value, problem, reload } = useLoaded(load, latestEvent);

  if (value === undefined) {
    return problem ? (
      <ProblemAlert title={texts.detail.timelineFailed} problem={problem} onRetry={reload} />
    ) : (
      <Skeleton height={96} radius="sm" />
    );
  }
  if (value.length === 0) return <Text c="dimmed">{texts.detail.timelineEmpty}</Text>;
  return (
    <Timeline bulletSize={26} lineWidth={2} active={value.length}>
      {value.map((entry) => (
        <Timeline.Item
          key={entry.id}
          bullet={<Icon name={ICON_OF_EVENT[entry.type]} size={14} />}
          title={whatHappened(entry, texts)}
        >
          <Details entry={entry} />
        </Timeline.Item>
      ))}
    </Timeline>
  );
}

function Details({ entry }: { readonly entry: FeedEntry }) {
  const { texts, locale } = useLanguage();
  return (
    <>
      <Text size="sm" c="dimmed">
        {whyAndByWhom(entry, texts).join(' · ')}
      </Text>
      {entry.note !== undefined && <Text size="sm">“{entry.note}”</Text>}
      <Text size="xs" c="dimmed">
        <time dateTime={new Date(entry.atMs).toISOString()}>{absoluteTime(entry.atMs, locale)}</time>
      </Text>
    </>
  );
}
