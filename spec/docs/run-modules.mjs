// Runs the modules that its parent process sends. The process stays alive between messages, so that shared imports are loaded once.
// The modules of one message run at the same time, each in its own async context, to which this program attributes output and errors.
// They have ended when nothing keeps the process alive (`beforeExit`), like a program.
import { AsyncLocalStorage } from 'node:async_hooks';
import { pathToFileURL } from 'node:url';

const context = new AsyncLocalStorage();
const realProcess = process;
let runs = [];
let isUnclear = false;

realProcess.on('message', (paths) => {
  isUnclear = false;
  runs = paths.map(() => ({
    isPending: true,
    hasThrown: false,
    exitCode: 0,
    stdout: '',
    stderr: '',
    writes: [],
  }));
  realProcess.exitCode = undefined;
  runs.forEach((run, at) => context.run(run, start, run, paths[at]));
  realProcess.channel.unref();
});

function start(run, path) {
  realProcess.emit('module', path);
  import(pathToFileURL(path).href).then(() => (run.isPending = false), fail);
}

realProcess.on('uncaughtException', fail);

realProcess.on('beforeExit', () => {
  if (realProcess.exitCode) setExitCode(realProcess.exitCode);
  // Node's exit code for a program that awaits a promise which never settles.
  for (const run of runs) if (run.isPending && run.exitCode === 0) run.exitCode = 13;
  end(true);
});

// Programs set `process.exitCode`, which cannot be redefined in Node 20.
globalThis.process = new Proxy(realProcess, {
  set(target, name, value) {
    if (name === 'exitCode') setExitCode(value ?? 0);
    else target[name] = value;
    return true;
  },
});

for (const [stream, name] of [
  [realProcess.stdout, 'stdout'],
  [realProcess.stderr, 'stderr'],
]) {
  stream.write = (text, ...rest) => {
    for (const run of currentRuns()) {
      run[name] += text;
      if (name === 'stdout') run.writes.push(Date.now());
    }
    rest.findLast((one) => typeof one === 'function')?.();
    return true;
  };
}

function fail(error) {
  realProcess.stderr.write(`${error?.stack ?? error}\n`);
  setExitCode(1);
  for (const run of currentRuns()) run.hasThrown = true;
  if (runs.length === 1) end(false);
}

function setExitCode(exitCode) {
  const current = currentRuns();
  if (current.length > 1) isUnclear = true;
  // An exception would have ended the program: nothing that it does later counts.
  for (const run of current) if (!run.hasThrown) run.exitCode = exitCode;
}

/** The run in whose context this is called, or all runs outside of such a context. */
function currentRuns() {
  const run = context.getStore();
  return runs.includes(run) ? [run] : runs;
}

function end(isWarm) {
  if (runs.length === 0) return;
  const outcomes = runs.map(({ exitCode, stdout, stderr, writes }) => ({ exitCode, stdout, stderr, writes }));
  runs = [];
  realProcess.exitCode = undefined;
  realProcess.channel.ref();
  realProcess.send({ outcomes, isUnclear, isWarm });
}
