import { defineConfig } from 'vite';

// The SDK with its dependencies in one module, for pages that have no bundler of their own.
export default defineConfig({
  resolve: { conditions: ['atlas-source', 'module', 'browser', 'production'] },
  build: {
    outDir: 'dist/bundle',
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: true,
    lib: { entry: 'src/index.ts', formats: ['es'], fileName: () => 'session-browser.js' },
  },
});
