import { Badge, Button, Group, Menu, Text, Tooltip } from '@mantine/core';
import { useTexts } from '../texts/language.js';
import classes from './layout.module.css';
import { Icon, Logo } from './icons.js';
import { PageControls } from './page-controls.js';

interface ConsoleHeaderProps {
  /** Of the administrator. */
  readonly name: string;
  /** Events the audit has still to take in; undefined where that is not known. */
  readonly lag: number | undefined;
  readonly onIssueCode: () => void;
  readonly onSignOut: () => void;
}

export function ConsoleHeader({ name, lag, onIssueCode, onSignOut }: ConsoleHeaderProps) {
  const texts = useTexts();
  return (
    <header className={classes.header}>
      <a href="#sessions-title" className={classes.skip}>
        {texts.header.skip}
      </a>
      <Group justify="space-between" gap="sm">
        <Group gap="sm" wrap="nowrap">
          <Logo />
          <Text fw={600}>{texts.product}</Text>
          <Text c="dimmed" visibleFrom="sm">
            {texts.console}
          </Text>
        </Group>
        <Group gap="xs">
          <AuditLag lag={lag} />
          <PageControls />
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <Button
                variant="default"
                size="xs"
                leftSection={<Icon name="user" size={15} />}
                aria-label={texts.header.account(name)}
              >
                <span className={classes.account}>{name}</span>
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={onIssueCode}>{texts.header.issueCode}</Menu.Item>
              <Menu.Item onClick={onSignOut}>{texts.header.signOut}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Group>
    </header>
  );
}

function AuditLag({ lag }: { readonly lag: number | undefined }) {
  const { audit: texts } = useTexts();
  const words = lag === undefined ? texts.unknown : lag === 0 ? texts.upToDate : texts.behind(lag);
  return (
    <Tooltip label={texts.explain} multiline maw={260}>
      <Badge variant="dot" color={lag === undefined ? 'red' : lag === 0 ? 'teal' : 'yellow'} tt="none" fw={500}>
        {words}
      </Badge>
    </Tooltip>
  );
}
