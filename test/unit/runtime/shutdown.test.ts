import { describe, expect, it } from 'vitest';
import { type ShutdownSteps, shutdown } from '../../../src/runtime/shutdown.ts';
import { createGate } from '../../fakes/gate.ts';
import { createMemoryLog } from '../../fakes/log.ts';

const DEADLINES_MS = { workers: 20, webServer: 40, store: 60, operatorServer: 80 };
const hang = () => new Promise<never>(() => undefined);

/** Steps that record when they stop, and an exit that does. */
function setUp() {
  const stopped: string[] = [];
  const { log, records } = createMemoryLog();
  const exited = createGate();
  const exit = () => {
    stopped.push('process');
    exited.open();
  };
  const stop = (name: string) => async () => void stopped.push(name);
  const steps: ShutdownSteps = {
    workers: [stop('workers')],
    webServer: [stop('web server')],
    store: [stop('store')],
    operatorServer: [stop('operator server')],
  };
  return { stopped, records, stop, exit, log, steps, whenExited: exited.opened };
}

const ALL = ['workers', 'web server', 'store', 'operator server', 'process'];

describe('shutdown', () => {
  it('stops workers, web server, store and operator server in this order, then exits', async () => {
    const { stopped, records, exit, log, steps, stop, whenExited } = setUp();
    const gate = createGate();
    const workers = [async () => gate.opened.then(stop('slow worker')), stop('fast worker')];
    const done = shutdown({ ...steps, workers }, { log, exit });
    gate.open();
    await done;
    await whenExited;
    expect(stopped).toEqual(['fast worker', 'slow worker', ...ALL.slice(1)]);
    expect(records).toEqual([]);
  });

  it.each(['workers', 'webServer', 'store', 'operatorServer'] as const)(
    'continues and exits when %s hangs',
    async (step) => {
      const { stopped, records, exit, log, steps, whenExited } = setUp();
      await shutdown({ ...steps, [step]: [...steps[step], hang] }, { log, exit, deadlinesMs: DEADLINES_MS });
      await whenExited;
      expect(stopped).toEqual(ALL);
      expect(records).toMatchObject([{ step, msg: 'shutdown step timed out, continuing' }]);
    },
  );

  it('exits when everything hangs', async () => {
    const { stopped, exit, log, whenExited } = setUp();
    const steps = { workers: [hang], webServer: [hang], store: [hang], operatorServer: [hang] };
    await shutdown(steps, { log, exit, deadlinesMs: DEADLINES_MS });
    await whenExited;
    expect(stopped).toEqual(['process']);
  });

  it('logs a step that fails, and continues', async () => {
    const { stopped, records, exit, log, steps, whenExited } = setUp();
    const workers = [() => Promise.reject(new Error('no connection')), ...steps.workers];
    await shutdown({ ...steps, workers }, { log, exit });
    await whenExited;
    expect(stopped).toEqual(ALL);
    expect(records).toMatchObject([{ err: { message: 'no connection' }, step: 'workers' }]);
  });
});
