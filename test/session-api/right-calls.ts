import type { SessionTokens } from '@atlasnode/session-api';

export interface Victims {
  readonly user: SessionTokens;
  readonly admin: SessionTokens;
}

/** How a route is called rightly, to be spoilt in one place at a time. */
export interface RightCall {
  readonly as?: 'key' | 'user' | 'admin';
  readonly body?: (victims: Victims) => Readonly<Record<string, unknown>>;
  /** A value of the wrong kind for each field. */
  readonly wrong?: Readonly<Record<string, unknown>>;
}

/** By operation id. A route that is not here fails the spec until somebody says how it is called. */
export const RIGHT_CALLS: Readonly<Record<string, RightCall>> = {
  startSession: {
    as: 'key',
    body: () => ({ userId: 'zoe', roles: ['member'], device: { ip: '192.0.2.7' } }),
    wrong: {
      userId: 7,
      roles: 'member',
      audience: {},
      amr: [1],
      acr: [],
      authTimeMs: 'now',
      device: { ip: 4 },
      epochs: { user: -1, realm: 0 },
    },
  },
  refreshSession: {
    body: ({ user }) => ({ refreshToken: user.refreshToken }),
    wrong: { refreshToken: 5, active: 'yes', device: 'desk' },
  },
  logOut: { body: ({ user }) => ({ refreshToken: user.refreshToken }), wrong: { refreshToken: [], device: 1 } },
  revokeEverySession: { as: 'key', body: () => ({}), wrong: { except: 'me', reason: 'because', note: 5 } },
  showSession: { as: 'key' },
  revokeSession: { as: 'key', body: () => ({}), wrong: { reason: 'refresh-reuse', note: '' } },
  listUserSessions: { as: 'key' },
  showEpochs: { as: 'key' },
  revokeUserSessions: { as: 'key', body: () => ({}), wrong: { except: 5, reason: null, note: {} } },
  introspectToken: { as: 'key', body: ({ user }) => ({ token: user.accessToken }), wrong: { token: '' } },
  listMySessions: { as: 'user' },
  revokeMyOtherSessions: { as: 'user' },
  revokeMySession: { as: 'user' },
  issuePushTicket: { as: 'user' },
  signInAdmin: { body: () => ({ code: 'abcde-fghjk' }), wrong: { code: 7, device: [] } },
  issueAdminCode: { as: 'admin', body: () => ({ adminId: 'other' }), wrong: { adminId: 'a b' } },
  rotateSigningKeys: { as: 'admin', body: () => ({}), wrong: { force: 'yes' } },
  listJobs: { as: 'admin' },
  publishKeySet: {},
  live: {},
  ready: {},
  metrics: {},
};
