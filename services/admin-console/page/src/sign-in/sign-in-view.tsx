import { describeEnd, type SessionEnd } from '@atlasnode/session-browser';
import { Alert, Button, Center, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { asApiProblem, type ApiProblem } from '../api/api-problem.js';
import { Icon, Logo } from '../layout/icons.js';
import { PageControls } from '../layout/page-controls.js';
import { ProblemAlert } from '../state/problem-alert.js';
import { useLanguage, useTexts } from '../texts/language.js';
import { signInWithCode } from './sign-in-request.js';

interface SignInViewProps {
  /** Why there is no session any more, where there was one. */
  readonly end: SessionEnd | undefined;
  readonly onSignedIn: () => void;
}

export function SignInView({ end, onSignedIn }: SignInViewProps) {
  const texts = useTexts();
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack gap="md" maw={440} w="100%">
        <Group justify="space-between">
          <Group gap="sm">
            <Logo />
            <Text fw={600}>{texts.product}</Text>
          </Group>
          <PageControls />
        </Group>
        {end && <HowItEnded end={end} />}
        <Paper withBorder radius="md" p="xl">
          <SignInForm onSignedIn={onSignedIn} />
        </Paper>
        <Text size="sm" c="dimmed">
          {texts.signIn.help}
        </Text>
      </Stack>
    </Center>
  );
}

function HowItEnded({ end }: { readonly end: SessionEnd }) {
  const { texts, language } = useLanguage();
  if (end.reason === 'signed-out' && end.by !== 'admin') {
    return (
      <Alert variant="light" color="teal" aria-live="polite" icon={<Icon name="check" />}>
        {texts.signIn.signedOut}
      </Alert>
    );
  }
  return (
    <Alert variant="light" color="yellow" role="alert" icon={<Icon name="alert" />} title={texts.ended}>
      {describeEnd(end.reason, end.by, language)}
    </Alert>
  );
}

function SignInForm({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const { signIn: texts } = useTexts();
  const [code, setCode] = useState('');
  const [missing, setMissing] = useState(false);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    setMissing(code.trim() === '');
    if (code.trim() === '') return;
    setSending(true);
    try {
      await signInWithCode(code.trim());
      onSignedIn();
    } catch (error) {
      setProblem(asApiProblem(error));
      setSending(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <Title order={1} size="h3">
          {texts.title}
        </Title>
        <Text size="sm">{texts.lead}</Text>
        <TextInput
          label={texts.code}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={missing && texts.missing}
          autoComplete="one-time-code"
          autoCapitalize="off"
          spellCheck={false}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page has one field and one purpose
          autoFocus
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        {problem && <ProblemAlert problem={problem} />}
        <Button type="submit" loading={sending} fullWidth>
          {texts.submit}
        </Button>
      </Stack>
    </form>
  );
}
