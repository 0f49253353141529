// Runs the matrix, or its controls, in a process of its own against what is built, and tells its parent what it found.
import { transports } from '../../contract/transports.js';
import { runControls } from './run-controls.js';
import { runMatrix } from './matrix.js';
import { watchUncaught } from './remains.js';

const [name, what] = process.argv.slice(2);
const transport = transports.find((one) => one.name === name);
if (transport === undefined) throw new Error(`no transport is called ${String(name)}`);
// Loading undici opens stderr, which may be a pipe.
process.stderr.write('');
watchUncaught();

const run: Promise<object> = what === 'controls' ? runControls(transport) : runMatrix(transport);
void run.then((report) => process.send?.(report, () => process.disconnect()));
