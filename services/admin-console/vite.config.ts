import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'page',
  plugins: [react()],
  resolve: { conditions: ['atlas-source', 'module', 'browser', 'production'] },
  build: { outDir: '../dist/page', emptyOutDir: true, target: 'es2023' },
});
