// Runs the matrix, or its controls, with the built package, and sends the report to its parent.
import { transports } from '../../contract/transports.js';
import { runControls } from './run-controls.js';
import { runMatrix } from './matrix.js';
import { watchUncaught } from './leaks.js';

const [name, mode] = process.argv.slice(2);
const transport = transports.find((one) => one.name === name);
if (transport === undefined) throw new Error(`no transport is called ${String(name)}`);
// Loading undici opens stderr, which counts as a resource if it is a pipe: open it before the first count.
process.stderr.write('');
watchUncaught();

const run: Promise<object> = mode === 'controls' ? runControls(transport) : runMatrix(transport);
void run.then((report) => process.send?.(report, () => process.disconnect()));
