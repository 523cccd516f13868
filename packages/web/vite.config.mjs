/** Builds the page into the server's package, which serves it under a Content-Security-Policy without inline code. */
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig(({ command }) => {
  // What is built is what ships, also where a test runner that sets this variable starts the build.
  if (command === 'build') process.env.NODE_ENV = 'production';
  return config;
});

/** @type {import('vite').UserConfig} */
const config = {
  plugins: [react(), fontBeforeText()],
  resolve: { conditions: ['@tracenest/source', ...defaultClientConditions] },
  build: {
    outDir: '../server/dist/web',
    emptyOutDir: true,
    // Browsers that know light-dark(); it is not translated, so the switch of the theme stays one attribute.
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    // An inlined font would be a data: address, which the policy forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:1984', ws: true, changeOrigin: true } } },
};

/**
 * The font of Latin text is asked for at once: asked for by the first text in it, it would move that
 * when it comes. Code keeps its lines, and its font is not part of what is loaded first.
 * @returns {import('vite').Plugin}
 */
function fontBeforeText() {
  return {
    name: 'font-before-text',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) =>
        Object.keys(bundle)
          .filter((file) => /inter-latin-wght-normal-[^/]*[.]woff2$/.test(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${file}`, crossorigin: '' },
            injectTo: 'head',
          })),
    },
  };
}
