import type { UserId } from '@atlasnode/session-events';

export const ADMIN_AUDIENCE = 'atlas-admin';
export const ADMIN_ROLE = 'admin';
/** The client that administrators' sessions belong to. */
export const ADMIN_CLIENT = 'atlas-console';

/**
 * Administrators are users of their own name space: else a person who registers with an application under an administrator's name could
 * sign the administrator out by "sign out my other devices".
 */
const ADMIN_USER_PREFIX = 'atlas-admin:';

export function adminUserId(adminId: string): UserId {
  return `${ADMIN_USER_PREFIX}${adminId}`;
}

export function isAdminUserId(id: UserId): boolean {
  return id.startsWith(ADMIN_USER_PREFIX);
}
