import { ActionIcon, Group, SegmentedControl, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { LANGUAGES, useLanguage, type Language } from '../texts/language.js';
import { Icon } from './icons.js';

const CHOICES = Object.keys(LANGUAGES).map((value) => ({ value: value as Language, label: value.toUpperCase() }));

/** Language and colours. */
export function PageControls() {
  const { language, choose, texts } = useLanguage();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  const label = isDark ? texts.header.toLight : texts.header.toDark;
  return (
    <Group gap="xs" wrap="nowrap">
      <SegmentedControl
        size="xs"
        data={CHOICES}
        value={language}
        onChange={choose}
        aria-label={texts.header.language}
      />
      <ActionIcon
        variant="default"
        size={30}
        aria-label={label}
        title={label}
        onClick={() => setColorScheme(isDark ? 'light' : 'dark')}
      >
        <Icon name={isDark ? 'sun' : 'moon'} />
      </ActionIcon>
    </Group>
  );
}
