import type { SessionFacts } from '@atlasnode/session-browser';
import { Alert, Button, Checkbox, Group, Modal, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { asApiProblem, type ApiProblem } from '../api/api-problem.js';
import type { ConsoleApi } from '../api/console-api.js';
import { Icon } from '../layout/icons.js';
import { deviceLabel } from '../sessions/device-label.js';
import { ProblemAlert } from '../state/problem-alert.js';
import type { Texts } from '../texts/en.js';
import { useTexts } from '../texts/language.js';
import { ADMIN_REASONS, requestEnd, type AdminReason, type EndResult, type EndTarget } from './end-target.js';

const LONGEST_NOTE = 500;

interface EndDialogProps {
  readonly api: ConsoleApi;
  readonly target: EndTarget | undefined;
  readonly own: SessionFacts;
  readonly onEnded: (result: EndResult) => void;
  readonly onClose: () => void;
}

export function EndDialog({ target, onClose, ...rest }: EndDialogProps) {
  const texts = useTexts();
  return (
    <Modal
      opened={target !== undefined}
      onClose={onClose}
      title={target && wordsOf(target, texts).title}
      closeButtonProps={{ 'aria-label': texts.close }}
    >
      {target && <EndForm key={keyOf(target)} target={target} onClose={onClose} {...rest} />}
    </Modal>
  );
}

function EndForm({ api, target, own, onEnded, onClose }: EndDialogProps & { readonly target: EndTarget }) {
  const { ending: texts, reasons, ...all } = useTexts();
  const words = wordsOf(target, { ending: texts, reasons, ...all });
  const [reason, setReason] = useState<AdminReason>('ended-by-admin');
  const [note, setNote] = useState('');
  const [keepMine, setKeepMine] = useState(true);
  const [typed, setTyped] = useState('');
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const reachesMine = reaches(target, own);
  const confirmed = target.kind !== 'everyone' || typed.trim().toUpperCase() === texts.word;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    setProblem(undefined);
    try {
      onEnded(await requestEnd(api, { target, reason, note, ...(reachesMine && keepMine && { except: own.sid }) }));
    } catch (error) {
      setProblem(asApiProblem(error));
      setSending(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <Text size="sm">{words.lead}</Text>
        {target.kind === 'session' && target.session.sid === own.sid && (
          <Alert color="yellow" variant="light" icon={<Icon name="alert" />}>
            {texts.ownSession}
          </Alert>
        )}
        <NativeSelect
          label={texts.reason}
          description={texts.reasonHint}
          value={reason}
          onChange={(event) => setReason(ADMIN_REASONS.find((known) => known === event.currentTarget.value) ?? reason)}
          data={ADMIN_REASONS.map((value) => ({ value, label: sentence(reasons[value]) }))}
          data-autofocus
        />
        <Textarea
          label={texts.note}
          description={texts.noteHint}
          value={note}
          maxLength={LONGEST_NOTE}
          autosize
          minRows={2}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {reachesMine && (
          <Checkbox
            label={texts.keepMine}
            checked={keepMine}
            onChange={(event) => setKeepMine(event.currentTarget.checked)}
          />
        )}
        {target.kind === 'everyone' && (
          <TextInput
            label={texts.typeWord(texts.word)}
            value={typed}
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        {problem && <ProblemAlert problem={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button type="submit" color="red" loading={sending} disabled={!confirmed}>
            {words.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function wordsOf(
  target: EndTarget,
  texts: Texts,
): { readonly title: string; readonly lead: string; readonly confirm: string } {
  const { ending } = texts;
  switch (target.kind) {
    case 'session':
      return {
        title: ending.titleOne(target.session.userId),
        lead: ending.leadOne(deviceLabel(target.session.device, texts)),
        confirm: ending.confirmOne,
      };
    case 'user':
      return { title: ending.titleUser(target.userId), lead: ending.leadUser, confirm: ending.confirmUser };
    case 'everyone':
      return { title: ending.titleEveryone, lead: ending.leadEveryone, confirm: ending.confirmEveryone };
    default:
      return target satisfies never;
  }
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whether "all of them" would include this console's own session. One session by its id needs no exception. */
function reaches(target: EndTarget, own: SessionFacts): boolean {
  return target.kind === 'everyone' || (target.kind === 'user' && target.userId === own.userId);
}

function keyOf(target: EndTarget): string {
  return target.kind === 'session' ? target.session.sid : target.kind === 'user' ? `user ${target.userId}` : 'everyone';
}
