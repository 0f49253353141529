// Many simultaneous runs with random faults and cancellations: `npm run soak`. Prints a report, and fails if bytes are lost or resources
// are left.
import { type ChildProcess, fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { describeReport, isClean } from './describe-report.js';
import { soak } from './soak.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    clients: { type: 'string', default: '50' },
    runs: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '0' },
    control: { type: 'string' },
    settle: { type: 'string', default: '60000' },
  },
});
// Loading undici opens stderr, which counts as a resource if it is a pipe: open it before the first count.
process.stderr.write('');
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000_000));
const options = {
  seed,
  clients: Number(values.clients),
  runs: Number(values.runs),
  seconds: Number(values.seconds),
  settleTime: Number(values.settle),
  ...(values.control !== undefined && { control: values.control }),
};
console.log(`Soak with ${options.clients} clients; repeat it with --seed ${seed}`);

const [program = ''] = process.argv.slice(1);
const startServer = (): ChildProcess => fork(program.replace(/program\.(\w+)$/, 'server.$1'));
void soak(options, startServer).then((report) => {
  console.log(describeReport(report));
  process.exitCode = isClean(report) ? 0 : 1;
  process.send?.(report, () => process.disconnect());
});
