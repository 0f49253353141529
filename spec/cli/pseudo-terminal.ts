import { resolve } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { BehaviorSubject, filter, firstValueFrom, timeout } from 'rxjs';
import { preload } from '../support/preload.js';

/** The built command. */
export const command = resolve(__dirname, '../../dist/node/venice-rx.js');

/** Milliseconds after which `shows` rejects. */
const maxWait = 60_000;

/** A program on a pseudo-terminal. */
export interface TerminalProgram {
  /** All output so far, including control sequences, with `␛` instead of the escape character. */
  readonly screen: string;
  /** Resolves as soon as `screen` contains the text, not counting its first `from` characters. */
  shows(text: string, from?: number): Promise<void>;
  /** Presses keys. */
  press(keys: string): void;
  /** Sends a signal, as `kill` does. */
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the program ends. */
  readonly exitCode: Promise<number>;
}

/** The characters of keys. */
export const [ctrlC, ctrlD, enter] = ['\x03', '\x04', '\r'];

/** Starts `venice-rx` on a pseudo-terminal. */
export function onTerminal(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): TerminalProgram {
  return programOnTerminal(process.execPath, [...preload, command, ...args], environment);
}

/** Starts a program on a pseudo-terminal. Its environment variables are PATH, TERM and `environment`. */
export function programOnTerminal(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): TerminalProgram {
  const { PATH = '' } = process.env;
  const env = { PATH, TERM: 'xterm-256color', ...environment };
  const terminal = spawn(file, [...args], { cols: 100, rows: 40, env });
  const screen = new BehaviorSubject('');
  terminal.onData((text) => {
    screen.next(screen.value + text.replaceAll('\x1b', '␛'));
  });
  const exitCode = new Promise<number>((resolvePromise) => {
    terminal.onExit((exit) => {
      resolvePromise(exit.exitCode);
    });
  });
  return {
    get screen() {
      return screen.value;
    },
    shows: async (text, from = 0) => {
      const createError = () =>
        new Error(`${JSON.stringify(text)} is not in ${JSON.stringify(screen.value)}`);
      await firstValueFrom(
        screen.pipe(
          filter((output) => output.includes(text, from)),
          timeout({
            first: maxWait,
            with: () => {
              throw createError();
            },
          }),
        ),
      );
    },
    press: (keys) => {
      terminal.write(keys);
    },
    kill: (signal) => {
      terminal.kill(signal);
    },
    exitCode,
  };
}
