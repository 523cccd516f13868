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
  plugins: [react(), fontsBeforeText()],
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
 * The fonts of Latin text are asked for at once: asked for by the first text in them, they would move it
 * when they come.
 * @returns {import('vite').Plugin}
 */
function fontsBeforeText() {
  return {
    name: 'fonts-before-text',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) =>
        Object.keys(bundle)
          .filter((file) => /-latin-wght-normal-[^/]*[.]woff2$/.test(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${file}`, crossorigin: '' },
            injectTo: 'head',
          })),
    },
  };
}
