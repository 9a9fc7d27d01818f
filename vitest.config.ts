import swc from 'unplugin-swc';
import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

// workspaces are read from their sources; the build makes the dist that runs in production
const conditions = ['muster-source', ...defaultServerConditions];
const shared = {
  // the compiler of production, since constructor injection needs decorator metadata
  plugins: [
    swc.vite({
      swcrc: false,
      module: { type: 'es6' },
      jsc: {
        target: 'es2022',
        keepClassNames: true,
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
      },
    }),
  ],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: [
            'contracts/src/**/*.spec.ts',
            'engine/src/**/*.spec.ts',
            'simulators/src/**/*.spec.ts',
            'backend/src/**/*.spec.ts',
            'scripts/**/*.spec.ts',
          ],
          // a limit against hangs, not a measure: shared machines are slow at times
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'integration',
          include: ['backend/test/**/*.spec.ts'],
          globalSetup: ['backend/test/support/global-setup.ts'],
          // files of one worker share its embedded database: it takes a gigabyte
          isolate: false,
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        ...shared,
        test: {
          // the built system in Chromium (MUSTER_CHROMIUM), one file at a time
          name: 'browser',
          include: ['frontend/test/**/*.spec.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
