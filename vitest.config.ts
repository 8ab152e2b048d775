import { defineConfig } from 'vitest/config';

const shared = {
  testTimeout: 30_000,
  hookTimeout: 30_000,
  // The default, one second, is too short on a busy machine.
  expect: { poll: { timeout: 20_000 } },
  // Nothing here mocks a module or keeps state in one, so a worker may load them once for all its files.
  isolate: false,
  setupFiles: ['test/setup/property-seed.ts'],
};

export default defineConfig({
  test: {
    maxWorkers: '100%',
    globalSetup: ['test/setup/build.ts', 'test/setup/postgres.ts'],
    projects: ['unit', 'integration', 'e2e'].map((name) => ({
      test: {
        ...shared,
        name,
        include: [`test/${name}/**/*.test.ts`, ...(name === 'unit' ? ['test/fakes/**/*.test.ts'] : [])],
      },
    })),
  },
});
