import { describe, expect, it } from 'vitest';
import { commitId, eventId, eventOrder, isStreamName, sessionStream, sid, userId, userStream } from './identifiers.js';

describe('the name of a stream', () => {
  it.each([
    ['bob', 'user:bob'],
    ['bob@5', 'user:bob%405'],
    ['bob@example.com', 'user:bob%40example.com'],
    ['a:b', 'user:a%3Ab'],
    ["it's (me)!*", 'user:it%27s%20%28me%29%21%2A'],
    ['josé', 'user:jos%C3%A9'],
    ['100%', 'user:100%25'],
  ])('keeps %s apart from every other id', (id, stream) => {
    expect(userStream(id)).toBe(stream);
    expect(isStreamName(userStream(id))).toBe(true);
  });

  it('never lets a user id pass for a version of another user', () => {
    expect(commitId(userStream('bob@0000000005'), 1)).not.toBe(commitId(userStream('bob'), 5));
    expect(userStream('bob@5')).not.toContain('@');
  });

  it('sorts the commits of a stream in order of version', () => {
    const stream = userStream('bob');
    const ids = [2, 10, 9, 100, 1].map((version) => commitId(stream, version));
    expect([...ids].sort()).toEqual([1, 2, 9, 10, 100].map((version) => commitId(stream, version)));
  });

  it('gives each event of a stream its own id and a place in order', () => {
    const stream = sessionStream('0192f7a0-0000-7000-8000-000000000001');
    expect(eventId(stream, 3, 1)).toBe('session:0192f7a0-0000-7000-8000-000000000001@0000000003.1');
    expect(eventOrder({ version: 2, index: 99 })).toBeLessThan(eventOrder({ version: 3, index: 0 }));
  });
});

describe('an id from outside', () => {
  it.each(['', 'x'.repeat(129), 'a\u0000b', 'a\nb', '\ud800'])('is refused as a user id: %j', (value) => {
    expect(userId.safeParse(value).success).toBe(false);
  });

  it.each(['0192F7A0-0000-7000-8000-000000000001', '0192f7a0-0000-4000-8000-000000000001', '0192f7a0', ''])(
    'is refused as a sid: %j',
    (value) => {
      expect(sid.safeParse(value).success).toBe(false);
    },
  );
});
