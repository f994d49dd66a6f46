import type { SessionClient } from '@atlasnode/session-browser';

const LOOK_EVERY_MS = 5_000;
const STEP_MS = 250;

interface OwnSession {
  readonly current?: boolean;
  readonly idleDueAtMs: number;
}

/**
 * Shows how long a short session lasts if nobody does anything. The SDK renews it by itself after input; here is only asked, now and
 * then, when it is due.
 */
export function keepCountdown(session: SessionClient): void {
  const seconds = document.querySelector('#countdown');
  const bar = document.querySelector<HTMLProgressElement>('#countdown-bar');
  if (seconds === null || bar === null) return;
  let dueAtMs = Number.NaN;

  const look = async (): Promise<void> => {
    if (session.state.status !== 'signed-in') return;
    const answer = await fetch('/session/devices');
    const { items } = (await answer.json()) as { readonly items?: readonly OwnSession[] };
    dueAtMs = items?.find(({ current }) => current)?.idleDueAtMs ?? dueAtMs;
  };
  const show = (): void => {
    if (Number.isNaN(dueAtMs)) return;
    const left = session.state.status === 'ended' ? 0 : Math.max(0, Math.ceil((dueAtMs - Date.now()) / 1_000));
    seconds.textContent = String(left);
    bar.value = left;
  };
  session.subscribe(() => void look().catch(() => undefined));
  setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS);
  setInterval(show, STEP_MS);
}
