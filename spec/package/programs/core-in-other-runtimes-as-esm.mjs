// What a user of ESM loads in a runtime other than Node. Prints the result, and which condition and file the runtime chose.
import * as rxjs from 'rxjs';
import * as main from 'venice-rx';
import * as relay from 'venice-rx/relay';
import condition from 'condition-of-runtime';
import checkCore from './core-in-other-runtimes.cjs';

const result = await checkCore({ main, relay, rxjs });
console.log(JSON.stringify({ ...result, condition, file: import.meta.resolve('venice-rx') }));
