// Runs core.cjs with the package as ESM.
import * as rxjs from 'rxjs';
import * as main from 'venice-rx';
import * as node from 'venice-rx/node';
import * as server from 'venice-rx/mock-server';
import checkCore from './core.cjs';

console.log(await checkCore({ main, node, server, rxjs }));
