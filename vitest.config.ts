import { accessSync, constants } from 'node:fs';
import { defineConfig } from 'vitest/config';

// Test databases live in memory where the system has a place for that.
try {
  accessSync('/dev/shm', constants.W_OK);
  process.env['TMPDIR'] ??= '/dev/shm';
} catch {
  // The default folder for temporary files does as well, more slowly.
}

const SETUP = { unit: [], integration: ['test/setup/postgres.ts'], e2e: ['test/setup/build.ts'] };

/** End-to-end tests start processes, which takes many times longer on a busy machine: they poll longer. */
const isSlow = (name: string): boolean => name === 'e2e';

export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: Object.entries(SETUP).map(([name, globalSetup]) => ({
      test: {
        name,
        include: [`test/${name}/**/*.test.ts`, ...(name === 'unit' ? ['test/fakes/**/*.test.ts'] : [])],
        globalSetup,
        setupFiles: ['test/setup/environment.ts'],
        // Generous, as a busy machine is many times slower: a limit is for tests that hang.
        testTimeout: 120_000,
        hookTimeout: 120_000,
        // The default, one second, is too short on a busy machine.
        expect: { poll: { timeout: isSlow(name) ? 60_000 : 20_000 } },
        // Nothing here mocks a module or keeps state in one, so a worker may load them once for all its files.
        isolate: false,
      },
    })),
  },
});
