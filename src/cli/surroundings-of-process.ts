import { fromEvent, map, merge } from 'rxjs';
import type { Surroundings } from './surroundings.js';

/** What surrounds a real process. A signal is only caught while there is a listener for it. */
export function surroundingsOfProcess(version: string): Surroundings {
  const exitsWith = (signal: NodeJS.Signals, exitCode: number): Surroundings['signals'] =>
    fromEvent(process, signal).pipe(map(() => exitCode));
  return {
    environment: process.env,
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    signals: merge(exitsWith('SIGINT', 130), exitsWith('SIGTERM', 143), exitsWith('SIGHUP', 129)),
    version,
  };
}
