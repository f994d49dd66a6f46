import type { SessionEnd } from './session-end.js';

export type Locale = 'en' | 'es';
type Reason = SessionEnd['reason'];

const TEXTS: Readonly<Record<Locale, Readonly<Record<Reason, string>>>> = {
  en: {
    'signed-out': 'You signed out.',
    'signed-out-elsewhere': 'You were signed out from another device.',
    'ended-by-admin': 'You were signed out by an administrator.',
    'password-changed': 'You were signed out because the password was changed. Sign in with the new one.',
    'account-disabled': 'You were signed out because the account was disabled.',
    'roles-changed': 'You were signed out because your permissions have changed. Sign in again.',
    security: 'You were signed out to keep your account safe. Sign in again.',
    'refresh-reuse': 'Your session could not be renewed safely. Sign in again.',
    'session-limit': 'You were signed out because you have signed in on too many devices.',
    'sign-in-overtaken': 'Your sign-in was overtaken by a change to the account. Sign in again.',
    idle: 'You were signed out because nothing happened for a while.',
    absolute: 'Your session has reached its longest duration. Sign in again.',
    unknown: 'You are no longer signed in.',
  },
  es: {
    'signed-out': 'Has cerrado la sesión.',
    'signed-out-elsewhere': 'Se ha cerrado tu sesión desde otro dispositivo.',
    'ended-by-admin': 'Un administrador ha cerrado tu sesión.',
    'password-changed': 'Se ha cerrado tu sesión porque se cambió la contraseña. Entra con la nueva.',
    'account-disabled': 'Se ha cerrado tu sesión porque la cuenta fue desactivada.',
    'roles-changed': 'Se ha cerrado tu sesión porque han cambiado tus permisos. Vuelve a entrar.',
    security: 'Se ha cerrado tu sesión para proteger tu cuenta. Vuelve a entrar.',
    'refresh-reuse': 'No se pudo renovar tu sesión de forma segura. Vuelve a entrar.',
    'session-limit': 'Se ha cerrado tu sesión porque has entrado en demasiados dispositivos.',
    'sign-in-overtaken': 'Un cambio en la cuenta se adelantó a tu entrada. Vuelve a entrar.',
    idle: 'Se ha cerrado tu sesión por inactividad.',
    absolute: 'Tu sesión ha alcanzado su duración máxima. Vuelve a entrar.',
    unknown: 'Tu sesión ya no está abierta.',
  },
};

const BY_ADMIN: Readonly<Record<Locale, string>> = {
  en: 'You were signed out by an administrator.',
  es: 'Un administrador ha cerrado tu sesión.',
};

/**
 * A sentence for the person whose session ended. The application may of course say it in its own words.
 *
 * @example
 * ```ts
 * createSessionClient({ onEnded: ({ reason, by }) => showNotice(describeEnd(reason, by, 'es')) });
 * ```
 */
export function describeEnd(reason: Reason, by: SessionEnd['by'], locale: Locale = 'en'): string {
  // Signed out, but by somebody else's hand: "you signed out" would not be true.
  if (by === 'admin' && (reason === 'signed-out' || reason === 'signed-out-elsewhere' || reason === 'unknown'))
    return BY_ADMIN[locale];
  return TEXTS[locale][reason];
}
