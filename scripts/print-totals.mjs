// Adds up the results that Jest wrote as JSON into a folder, and prints them as one line.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const results = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
const sum = (numberOf) => results.reduce((total, result) => total + numberOf(result), 0);

// A file that cannot be compiled or loaded has no specs to count: it is one failure.
const passed = sum(({ numPassedTests }) => numPassedTests);
const failed = sum(
  ({ numFailedTests, numRuntimeErrorTestSuites }) => numFailedTests + numRuntimeErrorTestSuites,
);
console.log(`${passed} passed, ${failed} failed`);
