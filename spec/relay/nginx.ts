import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Changes } from '../contract/changes.js';
import { freePort } from '../support/free-port.js';

/** The path of nginx, or undefined. It is often in a folder that is only on the PATH of root. */
export const nginx = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  .map((folder) => join(folder, 'nginx'))
  .find((path) => existsSync(path));

/** nginx as a reverse proxy of a server of this machine, with its default settings. */
export class NginxProxy implements AsyncDisposable {
  readonly port: number;
  private readonly folder: string;
  private readonly program: ChildProcess;

  private constructor(port: number, folder: string, program: ChildProcess) {
    this.port = port;
    this.folder = folder;
    this.program = program;
  }

  static async start(path: string, server: number): Promise<NginxProxy> {
    const folder = mkdtempSync(join(tmpdir(), 'venice-rx-nginx-'));
    const port = await freePort();
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, configuration(port, server));
    const program = spawn(path, ['-p', folder, '-c', file, '-e', 'stderr'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await whenListening(program);
    return new NginxProxy(port, folder, program);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.program.exitCode === null) {
      this.program.kill('SIGTERM');
      await once(this.program, 'exit');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Sets only ports and paths. The settings that matter for forwarding have their defaults. */
function configuration(port: number, server: number): string {
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
    daemon off;
    worker_processes 1;
    pid nginx.pid;
    error_log stderr notice;
    events {}
    http {
      access_log off;
      ${folders.map((name) => `${name}_temp_path ${name};`).join('\n      ')}
      server {
        listen 127.0.0.1:${port};
        location / { proxy_pass http://127.0.0.1:${server}; }
      }
    }
  `;
}

/** Resolves when nginx has started its worker, i.e. when it listens. */
async function whenListening(program: ChildProcessByStdio<null, null, Readable>): Promise<void> {
  const log = new Changes();
  let text = '';
  program.stderr.setEncoding('utf8').on('data', (lines: string) => {
    text += lines;
    log.notify();
  });
  program.once('exit', log.notify);
  await log.when(() => text.includes('start worker process ') || program.exitCode !== null);
  if (program.exitCode !== null) throw new Error(`nginx ended with ${program.exitCode}: ${text}`);
}
