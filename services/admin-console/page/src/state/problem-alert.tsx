import { Alert, Button, Group, Text } from '@mantine/core';
import { problemText, type ApiProblem } from '../api/api-problem.js';
import { Icon } from '../layout/icons.js';
import { useTexts } from '../texts/language.js';

interface ProblemAlertProps {
  readonly title?: string;
  readonly problem: ApiProblem;
  readonly onRetry?: (() => void) | undefined;
}

/** What went wrong, in words, with a way to try again. */
export function ProblemAlert({ title, problem, onRetry }: ProblemAlertProps) {
  const texts = useTexts();
  return (
    <Alert color="red" variant="light" icon={<Icon name="alert" />} title={title} role="alert">
      <Group justify="space-between" gap="sm">
        <Text size="sm">{problemText(problem, texts)}</Text>
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {texts.retry}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
