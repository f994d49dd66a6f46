import '@mantine/core/styles.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { readPageSettings } from './session/page-settings.js';
import { LanguageProvider } from './texts/language.js';
import { contrast, theme } from './theme.js';
import { NowProvider } from './time/now.js';

const { pushUrl, nonce } = readPageSettings();
// Read by the library that locks scrolling behind dialogs, which knows no other way to be told.
Object.assign(globalThis, { __webpack_nonce__: nonce });

const root = document.getElementById('root');
if (root === null) throw new TypeError('index.html has no element #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={contrast}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <LanguageProvider>
        <NowProvider>
          <App pushUrl={pushUrl} />
        </NowProvider>
      </LanguageProvider>
    </MantineProvider>
  </StrictMode>,
);
