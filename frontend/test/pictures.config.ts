import { defineConfig } from 'vitest/config';

// `npx vitest run --config frontend/test/pictures.config.ts` takes the pictures of docs/screenshots again
export default defineConfig({
  resolve: { conditions: ['muster-source'] },
  ssr: { resolve: { conditions: ['muster-source'] } },
  test: {
    include: ['frontend/test/**/*.pictures.ts'],
    pool: 'forks',
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
