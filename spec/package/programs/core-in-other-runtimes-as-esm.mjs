// Runs core-in-other-runtimes.cjs with the package as ESM. Prints the result, and the condition and file that the runtime has selected.
import * as rxjs from 'rxjs';
import * as main from 'venice-rx';
import * as relay from 'venice-rx/relay';
import condition from 'condition-of-runtime';
import checkCore from './core-in-other-runtimes.cjs';

const result = await checkCore({ main, relay, rxjs });
console.log(JSON.stringify({ ...result, condition, file: import.meta.resolve('venice-rx') }));
