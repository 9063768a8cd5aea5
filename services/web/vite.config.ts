import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const directory = fileURLToPath(new URL('.', import.meta.url));

/** Its path is its scope: at the root, it serves all of the page. */
const SERVICE_WORKER = 'service-worker.js';

/** While editing, the gateway behind the page; `npm start` says where it is. */
const gateway = process.env.GATEWAY_URL ?? 'http://localhost:30002';

/** Whatever the page asks for that is no file of its own. */
const API = '^/(session|register|logout|me|jobs|upload|download|events|confirm|docs|openapi\\.json)(/|\\?|$)';

export default defineConfig({
  root: directory,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    outDir: 'dist',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // the policy allows no script or style but files
    rolldownOptions: {
      input: {
        index: join(directory, 'index.html'),
        'what-happens': join(directory, 'what-happens.html'),
        'service-worker': join(directory, 'src/service-worker/service-worker.ts'),
      },
      output: {
        entryFileNames: ({ name }) =>
          name === 'service-worker' ? SERVICE_WORKER : 'assets/[name]-[hash].js',
      },
    },
  },
  server: { host: 'localhost', strictPort: true, proxy: { [API]: gateway } },
  plugins: [compress(), serveServiceWorker()],
});

/** Once, at the best ratio, so that the gateway never compresses. */
function compress(): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      const files = await readdir(dir, { recursive: true });
      for (const file of files.filter(name => /\.(js|css|html|svg|webmanifest)$/.test(name))) {
        const content = await readFile(join(dir, file));
        await writeFile(join(dir, `${file}.gz`), gzipSync(content, { level: 9 }));
        await writeFile(join(dir, `${file}.br`), brotliCompressSync(content));
      }
    },
  };
}

/** While editing there is no bundle: what would be in it is asked for by the name that the page knows. */
function serveServiceWorker(): Plugin {
  return {
    name: 'serve-service-worker',
    apply: 'serve',
    configureServer({ middlewares }) {
      middlewares.use((request, _response, next) => {
        if (request.url === `/${SERVICE_WORKER}`) request.url = '/src/service-worker/service-worker.ts';
        next();
      });
    },
  };
}
