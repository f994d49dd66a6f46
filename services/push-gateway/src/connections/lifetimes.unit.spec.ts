import { expect, test } from 'vitest';
import { PacedQueue } from '../farewell/paced-queue.js';
import { Lifetimes, type Lifetime } from './lifetimes.js';

function lifetimes() {
  let nowMs = 1_000_000;
  const queue = new PacedQueue({ onFault: (fault) => expect.unreachable(String(fault)), later: (turn) => turn() });
  const open = new Lifetimes({ queue, nowMs: () => nowMs });
  open.look();
  return {
    open,
    nowMs: () => nowMs,
    passSeconds(seconds: number) {
      for (let second = 0; second < seconds; second += 1) {
        nowMs += 1_000;
        open.look();
      }
    },
  };
}

function socket(endsAtMs: number) {
  const told: string[] = [];
  const lifetime: Lifetime & { endsAt: number } = {
    endsAt: endsAtMs,
    endsAtMs() {
      return this.endsAt;
    },
    ask: () => told.push('ask'),
    end: () => told.push('end'),
  };
  return { lifetime, told };
}

test('a socket is asked to renew a minute before its end, and ends at it', () => {
  const { open, nowMs, passSeconds } = lifetimes();
  const { lifetime, told } = socket(nowMs() + 600_000);
  open.track(lifetime);
  passSeconds(539);
  expect(told).toEqual([]);
  passSeconds(1);
  expect(told).toEqual(['ask']);
  passSeconds(59);
  expect(told).toEqual(['ask']);
  passSeconds(1);
  expect(told).toEqual(['ask', 'end']);
  passSeconds(600);
  expect(told).toEqual(['ask', 'end']);
});

test('a short-lived one is asked halfway', () => {
  const { open, nowMs, passSeconds } = lifetimes();
  const { lifetime, told } = socket(nowMs() + 20_000);
  open.track(lifetime);
  passSeconds(9);
  expect(told).toEqual([]);
  passSeconds(1);
  expect(told).toEqual(['ask']);
});

test('one that was renewed is asked again before its new end', () => {
  const { open, nowMs, passSeconds } = lifetimes();
  const { lifetime, told } = socket(nowMs() + 600_000);
  open.track(lifetime);
  passSeconds(550);
  lifetime.endsAt += 600_000;
  open.track(lifetime);
  passSeconds(589);
  expect(told).toEqual(['ask']);
  passSeconds(1);
  expect(told).toEqual(['ask', 'ask']);
  passSeconds(60);
  expect(told).toEqual(['ask', 'ask', 'end']);
});

test('one that cannot be renewed is not asked, one that has gone hears nothing', () => {
  const { open, nowMs, passSeconds } = lifetimes();
  const { lifetime, told } = socket(nowMs() + 5_000);
  const gone = socket(nowMs() + 5_000);
  open.track({ endsAtMs: () => lifetime.endsAtMs(), end: () => lifetime.end() });
  open.track(gone.lifetime);
  open.forget(gone.lifetime);
  passSeconds(10);
  expect(told).toEqual(['end']);
  expect(gone.told).toEqual([]);
});
