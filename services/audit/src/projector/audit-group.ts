/** The projector's name in the event log: its position is kept under it. */
export const AUDIT_GROUP = 'audit';
