// Runs the modules that its parent names, one after the other in this process, which stays warm: what they import is loaded
// once. A module has ended when nothing keeps the process alive, as a program has.
import { pathToFileURL } from 'node:url';

let running;

process.on('message', (path) => {
  running = { path, isPending: true, stdout: '', stderr: '', writes: [] };
  process.exitCode = undefined;
  process.emit('module', path);
  import(pathToFileURL(path).href).then(
    () => (running.isPending = false),
    (error) => fail(error),
  );
  process.channel.unref();
});

process.on('uncaughtException', fail);

process.on('beforeExit', () => {
  // As Node does with a program that waits for what never comes.
  if (running?.isPending) process.exitCode = 13;
  if (running) end(process.exitCode ?? 0);
});

for (const [stream, name] of [
  [process.stdout, 'stdout'],
  [process.stderr, 'stderr'],
]) {
  stream.write = (text, ...rest) => {
    if (running) running[name] += text;
    if (name === 'stdout') running?.writes.push(Date.now());
    rest.findLast((one) => typeof one === 'function')?.();
    return true;
  };
}

function fail(error) {
  process.stderr.write(`${error?.stack ?? error}\n`);
  if (running) end(1);
}

function end(exitCode) {
  const { stdout, stderr, writes } = running;
  running = undefined;
  process.exitCode = undefined;
  process.channel.ref();
  process.send({ exitCode, stdout, stderr, writes });
}
