/**
 * The push protocol, statement by statement, against our gateway; or, with ATLAS_PUSH_RUN set to the run.json of a running system (or to a file of
 * the same form for another implementation), against that one. Cases that need what it does not offer are then left out.
 */
import { afterAll, beforeAll, describe, test } from 'vitest';
import { EmbeddedGateway } from '../../push-protocol/embedded-gateway.js';
import type { GatewayUnderTest } from '../../push-protocol/gateway-under-test.js';
import { PUSH_PROTOCOL_CASES } from '../../push-protocol/push-protocol-cases.js';
import { openRunningGateway } from '../../push-protocol/running-gateway.js';

let gateway: GatewayUnderTest;
const runFile = process.env['ATLAS_PUSH_RUN'];

beforeAll(async () => {
  gateway = runFile === undefined ? await EmbeddedGateway.open() : await openRunningGateway(runFile);
});
afterAll(() => gateway?.close());

describe.each(PUSH_PROTOCOL_CASES)('push protocol: %s', (_part, cases) => {
  for (const { name, needs = [], run } of cases) {
    test(name, async ({ skip }) => {
      const missing = needs.filter((need) => gateway[need] === undefined);
      if (missing.length > 0) skip(`the gateway under test has no ${missing.join(', ')}`);
      await run(gateway);
    });
  }
});
