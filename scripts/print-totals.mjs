// Prints the results that Jest has written as JSON files into a folder: a line for each suite, and a line with the sum. The deep suite
// runs the cases of `npm test` again, so the sum counts these cases twice.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const suites = readdirSync(folder).map((file) => {
  const result = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  // Jest counts no tests of a file that cannot be compiled or loaded. Here, such a file is a failure.
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return { name: file.replace(/\.json$/, ''), passed: result.numPassedTests, failed };
});
const sum = (name) => suites.reduce((total, suite) => total + suite[name], 0);

for (const { name, passed, failed } of suites) console.log(`${name}: ${passed} passed, ${failed} failed`);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
