import { fromEvent, map, merge } from 'rxjs';
import type { CliContext } from './cli-context.js';

/** Creates the context of this process. Without a subscriber of `signals`, a signal ends the process as usual. */
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
