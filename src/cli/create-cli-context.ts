import { fromEvent, map, merge } from 'rxjs';
import type { CliContext } from './cli-context.js';

/** Creates the context of a real process. A signal is caught only while it has a listener. */
export function createCliContext(version: string): CliContext {
  const exitsWith = (signal: NodeJS.Signals, exitCode: number): CliContext['signals'] =>
    fromEvent(process, signal).pipe(map(() => exitCode));
  return {
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signals: merge(exitsWith('SIGINT', 130), exitsWith('SIGTERM', 143), exitsWith('SIGHUP', 129)),
    version,
  };
}
