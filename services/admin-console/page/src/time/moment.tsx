import { Tooltip } from '@mantine/core';
import { useLanguage } from '../texts/language.js';
import { useNow } from './now.js';
import { absoluteTime, relativeTime } from './relative-time.js';

/** A time as a person would say it, with the exact one on hover and for machines. */
export function Moment({ atMs }: { readonly atMs: number }) {
  const { locale } = useLanguage();
  const nowMs = useNow();
  const exact = absoluteTime(atMs, locale);
  return (
    <Tooltip label={exact} openDelay={300} events={{ hover: true, focus: true, touch: true }}>
      <time dateTime={new Date(atMs).toISOString()}>{relativeTime(atMs, nowMs, locale)}</time>
    </Tooltip>
  );
}
