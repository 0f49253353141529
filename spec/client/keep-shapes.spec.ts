import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const entry = new URL('../../dist/node/index.js', `file://${__filename}`).href;
const rxjs = require.resolve('rxjs');

/**
 * Reads 40 answers, with a full garbage collection before each. Their field `system_fingerprint` comes only from some servers, so the reducer
 * itself must keep the shapes of their snapshots. As a negative control, `useControl` reads an object of a class of which each
 * collection removes the only instance.
 */
const program = `
import { createRequire } from 'node:module';
import { VeniceClient, accumulate } from ${JSON.stringify(entry)};
const { Observable } = createRequire(import.meta.url)(${JSON.stringify(rxjs)});

let number = 0;
function answer() {
  number += 1;
  const envelope = { id: 'answer ' + number, object: 'chat.completion.chunk', created: number, model: 'm', system_fingerprint: 'f' };
  const frame = (delta, finish_reason = null) =>
    'data: ' + JSON.stringify({ ...envelope, choices: [{ index: 0, delta, finish_reason }] }) + '\\n\\n';
  const words = Array.from({ length: 2000 }, (_, word) => frame({ content: ' word ' + word }));
  const all = [frame({ role: 'assistant', content: '' }), ...words, frame({}, 'stop'), 'data: [DONE]\\n\\n'];
  return Buffer.from(all.join(''));
}
const transport = () =>
  new Observable((subscriber) => {
    const bytes = answer();
    subscriber.next({ type: 'head', status: 200, headers: {} });
    for (let at = 0; at < bytes.length; at += 8192) subscriber.next({ type: 'data', bytes: bytes.subarray(at, at + 8192) });
    subscriber.complete();
  });
const client = new VeniceClient({ apiKey: '-', transport });
class Control {
  constructor(value) {
    this.value = value;
  }
}
let sum = 0;
function useControl(control) {
  for (let call = 0; call < 20_000; call += 1) sum += control.value;
}
function readAnswer() {
  client.chat.completions
    .create({ model: 'm', messages: [{ role: 'user', content: '-' }], stream: true })
    .pipe(accumulate())
    .subscribe((completion) => (sum += completion.choices.length));
}
function measure(round) {
  gc();
  if (round === 20) console.log('from here on');
  readAnswer();
  useControl(new Control(round));
}
for (let round = 0; round < 40; round += 1) measure(round);
console.log('sum', sum > 0);
`;

describe('the code that reads chunks', () => {
  it('stays optimized when all answers have ended and garbage is collected', async () => {
    const flags = ['--expose-gc', '--trace-deopt', '--no-concurrent-recompilation'];

    const { stdout } = await run(process.execPath, [...flags, '--input-type=module', '-e', program], {
      maxBuffer: 64 * 1024 * 1024,
    });

    const dropped = (stdout.split('from here on')[1] ?? '')
      .split('\n')
      .filter((line) => line.includes('reason: weak objects'))
      .map((line) => /SharedFunctionInfo ([^>]*)>/.exec(line)?.[1]);
    expect(stdout).toContain('sum true');
    expect(dropped).toContain('useControl');
    const ours = ['#readFrames', '#recognize', 'recognize', 'read', 'chunk', 'instantiate', 'track'];
    const reducers = ['nextState', 'reduceChunk', 'appendText', 'withText', 'mergeFields', '_next'];
    // Without `keepShapes`, V8 drops the code of several of these functions in each of the last 20 answers.
    expect(dropped.filter((name) => [...ours, ...reducers].includes(name ?? '')).length).toBeLessThan(5);
  });
});
