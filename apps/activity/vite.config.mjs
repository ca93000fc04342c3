import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = join(import.meta.dirname, 'src/pages');

export default defineConfig({
  root,
  plugins: [react(), blockRendering()],
  // Libs are taken from their sources, so that no build of theirs comes first.
  resolve: { conditions: ['@culvert/source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: join(import.meta.dirname, 'dist/pages'),
    emptyOutDir: true,
    target: 'es2022',
    // The policy of the server allows no inline code, and a polyfill for preloading would be some.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: ['index', 'overview', 'processes', 'disk', 'details'].map((page) => join(root, `${page}.html`)),
    },
  },
});

/**
 * Modules are deferred, so a browser may paint an empty page in the wrong theme before they run. This attribute
 * holds the first paint back until the script in the head has asked main for the theme.
 */
function blockRendering() {
  return {
    name: 'block-rendering',
    transformIndexHtml: {
      order: 'post',
      handler: (html) => html.replaceAll('<script type="module"', '<script type="module" blocking="render"'),
    },
  };
}
