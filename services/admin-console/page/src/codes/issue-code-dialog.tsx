import { Button, Code, CopyButton, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { asApiProblem, type ApiProblem } from '../api/api-problem.js';
import { bodyOf, type ConsoleApi } from '../api/console-api.js';
import { ProblemAlert } from '../state/problem-alert.js';
import { useLanguage, useTexts } from '../texts/language.js';
import { clockTime } from '../time/relative-time.js';

/** What session-api takes as the name of an administrator. */
const ADMIN_NAME = /^[A-Za-z0-9._@~-]{1,64}$/;

interface IssueCodeDialogProps {
  readonly api: ConsoleApi;
  readonly opened: boolean;
  readonly onClose: () => void;
}

interface IssuedCode {
  readonly adminId: string;
  readonly code: string;
  readonly expiresAtMs: number;
}

export function IssueCodeDialog({ api, opened, onClose }: IssueCodeDialogProps) {
  const texts = useTexts();
  const [issued, setIssued] = useState<IssuedCode>();
  const close = () => {
    setIssued(undefined);
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={texts.codes.title} closeButtonProps={{ 'aria-label': texts.close }}>
      {issued === undefined ? (
        <IssueCodeForm api={api} onIssued={setIssued} />
      ) : (
        <IssuedCodeView issued={issued} onDone={close} />
      )}
    </Modal>
  );
}

function IssueCodeForm({
  api,
  onIssued,
}: {
  readonly api: ConsoleApi;
  readonly onIssued: (issued: IssuedCode) => void;
}) {
  const { codes: texts } = useTexts();
  const [adminId, setAdminId] = useState('');
  const [refused, setRefused] = useState(false);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const name = adminId.trim();
    const acceptable = ADMIN_NAME.test(name);
    setRefused(!acceptable);
    if (!acceptable) return;
    setSending(true);
    setProblem(undefined);
    try {
      const { code, expiresAtMs } = await bodyOf(api.sessions.POST('/v1/admin/codes', { body: { adminId: name } }));
      onIssued({ adminId: name, code, expiresAtMs });
    } catch (error) {
      setProblem(asApiProblem(error));
      setSending(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <Text size="sm">{texts.lead}</Text>
        <TextInput
          label={texts.name}
          description={texts.nameHint}
          value={adminId}
          maxLength={64}
          autoComplete="off"
          error={refused && texts.nameRefused}
          onChange={(event) => setAdminId(event.currentTarget.value)}
          data-autofocus
        />
        {problem && <ProblemAlert problem={problem} />}
        <Group justify="flex-end">
          <Button type="submit" loading={sending}>
            {texts.issue}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function IssuedCodeView({ issued, onDone }: { readonly issued: IssuedCode; readonly onDone: () => void }) {
  const { texts, locale } = useLanguage();
  return (
    <Stack gap="md" aria-live="polite">
      <Text size="sm">{texts.codes.yours(issued.adminId)}</Text>
      <Code block fz="md">
        {issued.code}
      </Code>
      <Text size="sm" c="dimmed">
        {texts.codes.until(clockTime(issued.expiresAtMs, locale))}
      </Text>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={issued.code}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy} data-autofocus>
              {copied ? texts.detail.copied : texts.detail.copy}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>{texts.codes.done}</Button>
      </Group>
    </Stack>
  );
}
