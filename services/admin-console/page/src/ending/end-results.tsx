import { Affix, Notification, Progress, Stack, Text } from '@mantine/core';
import type { ConsoleApi } from '../api/console-api.js';
import type { JobProgress } from '../api/contract.js';
import { Icon } from '../layout/icons.js';
import type { Texts } from '../texts/en.js';
import { useLater } from '../state/use-later.js';
import { useTexts } from '../texts/language.js';
import type { EndResult } from './end-target.js';
import { useJob } from './use-job.js';

export interface ShownResult {
  readonly key: number;
  readonly result: EndResult;
}

interface EndResultsProps {
  readonly api: ConsoleApi;
  readonly results: readonly ShownResult[];
  readonly onDismiss: (key: number) => void;
}

/** What became of each ending. */
export function EndResults({ api, results, onDismiss }: EndResultsProps) {
  const { results: texts } = useTexts();
  return (
    <Affix position={{ bottom: 16, right: 16 }} maw="calc(100vw - 32px)" w={420}>
      <Stack component="section" gap="xs" aria-live="polite" aria-label={texts.region}>
        {results.map(({ key, result }) => (
          <EndResultNotice key={key} api={api} result={result} onDismiss={() => onDismiss(key)} />
        ))}
      </Stack>
    </Affix>
  );
}

/** What is over and done needs no reading twice: the feed has it too. */
const SHOWN_FOR_MS = 20_000;

interface NoticeProps {
  readonly api: ConsoleApi;
  readonly result: EndResult;
  readonly onDismiss: () => void;
}

function EndResultNotice({ api, result, onDismiss }: NoticeProps) {
  const { results: texts } = useTexts();
  const job = useJob(api, result.jobId);
  const acknowledged = result.propagation === 'acknowledged';
  useLater(onDismiss, isOver(result, job) ? SHOWN_FOR_MS : undefined);
  return (
    <Notification
      withBorder
      styles={{ description: { color: 'var(--mantine-color-dimmed)' } }}
      color={acknowledged ? 'teal' : 'yellow'}
      icon={<Icon name={acknowledged ? 'check' : 'clock'} />}
      title={headline(result, texts)}
      onClose={onDismiss}
      closeButtonProps={{ 'aria-label': texts.dismiss }}
    >
      <Text size="sm">{acknowledged ? texts.acknowledged : texts.pending}</Text>
      {result.jobId !== undefined && <JobLine job={job} />}
    </Notification>
  );
}

function isOver({ propagation, jobId }: EndResult, job: JobProgress | undefined): boolean {
  return propagation === 'acknowledged' && (jobId === undefined || job?.state === 'done');
}

function JobLine({ job }: { readonly job: JobProgress | undefined }) {
  const { results: texts } = useTexts();
  const running = job?.state === 'running';
  return (
    <Stack gap={6} mt={6}>
      <Text size="sm">{jobWords(job, texts)}</Text>
      {running && (
        <Progress value={job.total === 0 ? 100 : (100 * job.done) / job.total} size="sm" aria-label={texts.progress} />
      )}
    </Stack>
  );
}

function jobWords(job: JobProgress | undefined, texts: Texts['results']): string {
  switch (job?.state) {
    case undefined:
    case 'waiting':
      return texts.jobWaiting;
    case 'running':
      return texts.jobRunning(job.done, job.total);
    case 'done':
      return texts.jobDone(job.total);
    case 'failed':
      return texts.jobFailed;
  }
}

function headline({ target, ended }: EndResult, texts: Texts['results']): string {
  switch (target.kind) {
    case 'session':
      return ended ? texts.one(target.session.userId) : texts.oneAlready(target.session.userId);
    case 'user':
      return texts.user(target.userId);
    case 'everyone':
      return texts.everyone;
    default:
      return target satisfies never;
  }
}
