import { defineConfig } from 'vite';

// The page's one script, under a name that the templates can say; style and icon are copied beside it.
export default defineConfig({
  root: 'page',
  publicDir: 'assets',
  resolve: { conditions: ['atlas-source', 'module', 'browser', 'production'] },
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    target: 'es2023',
    rollupOptions: { input: 'page/src/live.ts', output: { entryFileNames: 'live.js' } },
  },
});
