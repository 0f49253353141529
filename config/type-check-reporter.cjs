// A reporter for Jest that checks the types of the specs in another process while they run, and fails the run if a type is wrong.
// With `--watch`, it does nothing.
const { execFile } = require('node:child_process');

const script = require.resolve('../scripts/check-types.mjs');

module.exports = class TypeCheckReporter {
  #project;
  #isWatching;
  #outcome;
  #error;

  constructor({ watch, watchAll }, { project = 'spec' } = {}) {
    this.#project = project;
    this.#isWatching = watch || watchAll;
  }

  onRunStart() {
    if (!this.#isWatching) this.#outcome = this.#check();
  }

  async onRunComplete() {
    const { code, output } = (await this.#outcome) ?? { code: 0, output: '' };
    if (code === 0) return;
    this.#error = new Error(`The types of the specs are wrong (exit code ${code}).`);
    process.stderr.write(`\n${output.trim()}\n${this.#error.message}\n`);
  }

  getLastError() {
    return this.#error;
  }

  #check() {
    const args = [script, '--project', this.#project, '--checkers', '1'];
    return new Promise((done) => {
      execFile(process.execPath, args, { maxBuffer: 2 ** 26 }, (failure, stdout, stderr) => {
        done({ code: failure ? (failure.code ?? failure.signal) : 0, output: stdout + stderr });
      });
    });
  }
};
