export interface TopicNames {
  readonly events: string;
  readonly revocations: string;
  /** Records of the event log that a group could not understand, with the reason. */
  readonly deadLetters: string;
}

/** @param namespace put before each, for several installations on one cluster; none by default */
export function topicNames(namespace = ''): TopicNames {
  const prefix = namespace === '' ? '' : `${namespace}.`;
  return {
    events: `${prefix}session.events`,
    revocations: `${prefix}session.revocations`,
    deadLetters: `${prefix}session.events.dead-letters`,
  };
}
