import type { Sid } from '@atlasnode/session-events';

/** Most sessions that one job carries; a lane with more gets them in later sweeps. */
export const MAX_LANE_SIZE = 1_000;

/**
 * Which lane a session belongs to. Always the same one, so that two sweeps never hand the same session to two workers: a job's id is
 * its lane, and a lane that is still at work is left alone.
 */
export function laneOf(sid: Sid, lanes: number): number {
  // The tail of a UUID is random whatever its version (RFC 9562 §5.7, §5.8): the last 32 bits spread evenly.
  return Number.parseInt(sid.slice(-8), 16) % lanes;
}

/** The sessions of each lane that has any, in the order they came. */
export function intoLanes(sids: Iterable<Sid>, lanes: number): ReadonlyMap<number, readonly Sid[]> {
  const byLane = new Map<number, Sid[]>();
  for (const sid of sids) {
    const lane = laneOf(sid, lanes);
    const members = byLane.get(lane);
    if (members === undefined) byLane.set(lane, [sid]);
    else if (members.length < MAX_LANE_SIZE) members.push(sid);
  }
  return byLane;
}
