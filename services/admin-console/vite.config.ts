import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'page',
  plugins: [react()],
  resolve: { conditions: ['atlas-source', 'module', 'browser', 'production'] },
  // The server puts a nonce in its place, another for each answer.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    // React and Mantine, in kB before compression; a page of one screen needs them all at once.
    chunkSizeWarningLimit: 800,
  },
});
