// Checks the types of one folder, `spec` unless `--project` names another. `node scripts/check-types.mjs` checks all of it,
// and keeps what it has found in node_modules/.cache, so that it looks again only at what changed. With patterns, as those of
// Jest, it checks only the files whose path matches, and the modules of the folder that they import.
import { spawnSync } from 'node:child_process';
import { relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '..');
const { values, positionals: patterns } = parseArgs({
  options: { project: { type: 'string', default: 'spec' } },
  allowPositionals: true,
});
const folder = resolve(root, values.project);

process.exitCode = patterns.length === 0 ? checkAll() : checkMatching();

function checkAll() {
  const name = relative(root, folder).replaceAll(sep, '-') || 'src';
  const cache = resolve(root, `node_modules/.cache/venice-rx/${name}.tsbuildinfo`);
  const compiler = resolve(root, 'node_modules/typescript/bin/tsc');
  const args = ['--project', folder, '--noEmit', '--pretty', 'false'];
  const incremental = ['--incremental', '--tsBuildInfoFile', cache];
  return spawnSync(process.execPath, [compiler, ...args, ...incremental], { cwd: root, stdio: 'inherit' })
    .status;
}

function checkMatching() {
  const expressions = patterns.map((pattern) => new RegExp(pattern, 'i'));
  const { fileNames, options, errors } = parseConfig();
  const matching = fileNames.filter((file) => expressions.some((expression) => expression.test(file)));
  const program = ts.createProgram(matching, { ...options, noEmit: true });
  const checked = program
    .getSourceFiles()
    .filter(({ fileName }) => resolve(fileName).startsWith(folder + sep));
  const diagnostics = checked.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  const problems = [...errors, ...diagnostics];
  process.stdout.write(
    ts.formatDiagnostics(problems, {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => root,
      getNewLine: () => '\n',
    }),
  );
  return problems.length === 0 ? 0 : 1;
}

function parseConfig() {
  const { config } = ts.readConfigFile(resolve(folder, 'tsconfig.json'), ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, ts.sys, folder);
}
