import { Alert, createTheme, Drawer, Modal, type CSSVariablesResolver } from '@mantine/core';

const boldTitle = { styles: { title: { fontWeight: 650 } } };

export const theme = createTheme({
  primaryColor: 'cyan',
  primaryShade: { light: 9, dark: 8 },
  defaultRadius: 'md',
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  autoContrast: true,
  focusRing: 'auto',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    // The title in the colour of the alert would be too faint on its ground.
    Alert: Alert.extend({ defaultProps: { styles: { title: { color: 'var(--mantine-color-text)' } } } }),
    Modal: Modal.extend({ defaultProps: boldTitle }),
    Drawer: Drawer.extend({ defaultProps: boldTitle }),
  },
});

/** The library's own dimmed and placeholder greys stay below the contrast of 4.5 : 1 that WCAG asks of text. */
export const contrast: CSSVariablesResolver = () => ({
  variables: {},
  light: { '--mantine-color-dimmed': '#596570', '--mantine-color-placeholder': '#66717c' },
  dark: { '--mantine-color-dimmed': '#a9b0b8', '--mantine-color-placeholder': '#99a0a8' },
});
