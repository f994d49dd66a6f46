/** docs/configuration.generated.md is written from the schemas that the services read their environment with: `npx vitest run -u test/int/configuration-reference`. */
import { adminConsoleConfig } from '@atlasnode/admin-console';
import { auditConfig, projectorConfig } from '@atlasnode/audit';
import { expiryWorkerConfig } from '@atlasnode/expiry-worker';
import { pushGatewayConfig } from '@atlasnode/push-gateway';
import { describeConfig, type ConfigRow } from '@atlasnode/service-kit';
import { sessionApiConfig } from '@atlasnode/session-api';
import { expect, it } from 'vitest';

const SERVICES = {
  'session-api': sessionApiConfig,
  'push-gateway': pushGatewayConfig,
  'audit: projector': projectorConfig,
  'audit: query API': auditConfig,
  'expiry-worker': expiryWorkerConfig,
  'admin-console': adminConsoleConfig,
};

it('the configuration reference says what the services read', async () => {
  const reference = [
    '# Configuration',
    'Every service reads its environment once, at start, and exits naming every fault. Durations are `30s`, `10m`, `2h`, `7d`. This page is generated from the schemas.',
    ...Object.entries(SERVICES).map(([name, schema]) => `## ${name}\n\n${table(describeConfig(schema))}`),
  ].join('\n\n');
  await expect(`${reference}\n`).toMatchFileSnapshot('../../docs/configuration.generated.md');
});

function table(rows: readonly ConfigRow[]): string {
  return ['| variable | default | what it is |', '| --- | --- | --- |', ...rows.map(line)].join('\n');
}

function line(row: ConfigRow): string {
  const fallback =
    row.default === undefined || row.default === '' ? (row.required ? '**required**' : '–') : `\`${row.default}\``;
  return `| \`${row.name}\` | ${fallback} | ${row.description.replaceAll('|', '\\|')}${row.secret ? ' Secret.' : ''} |`;
}
