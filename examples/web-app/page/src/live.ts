import { createSessionClient, describeEnd, type SessionEnd, type SessionState } from '@atlasnode/session-browser';
import { keepCountdown } from './countdown.js';
import { readSettings } from './settings.js';

const settings = readSettings();
const dialog = document.querySelector<HTMLDialogElement>('#ended');
const connection = document.querySelector<HTMLElement>('[data-connection]');

/** Keeps this tab signed in, and says the moment it no longer is. */
const session = createSessionClient({ pushUrl: settings.pushUrl, onEnded: showEnd, onState: showConnection });
keepCountdown(session);

function showEnd({ reason, by }: SessionEnd): void {
  const words = dialog?.querySelector('#ended-reason');
  if (dialog === null || !words) return;
  dialog.showModal();
  // Filled after it is shown, so that screen readers announce it.
  words.textContent = describeEnd(reason, by, settings.language);
}

function showConnection(state: SessionState): void {
  // Nobody has been signed in for a while: the page was opened from a history or before a long sleep.
  if (state.status === 'signed-out') location.assign('/sign-in');
  if (connection === null) return;
  connection.hidden = state.status === 'ended';
  const shown =
    state.status === 'offline' ? 'offline' : state.status === 'signed-in' && state.isLive ? 'live' : 'waiting';
  connection.dataset['connection'] = shown;
  connection.textContent = settings.connection[shown];
}

// There is no way back from an ended session but to sign in.
dialog?.addEventListener('cancel', (event) => event.preventDefault());
