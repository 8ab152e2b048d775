import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/cli/build-setup.ts', 'test/store/postgres-setup.ts'],
    setupFiles: ['test/property-seed.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Its own patience, one second, is too short on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    // Nothing here mocks a module or keeps state in one, so a worker may load them once for all its files.
    isolate: false,
    maxWorkers: '100%',
  },
});
