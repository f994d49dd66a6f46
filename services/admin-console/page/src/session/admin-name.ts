/** Administrators are users of a name space of their own; among administrators the name is enough. */
const ADMIN_USER_PREFIX = 'atlas-admin:';

export function isAdministrator(userId: string): boolean {
  return userId.startsWith(ADMIN_USER_PREFIX);
}

export function adminName(userId: string): string {
  return isAdministrator(userId) ? userId.slice(ADMIN_USER_PREFIX.length) : userId;
}
