// Checks the dependencies for known vulnerabilities, in the installed versions and in the lowest versions that package.json allows.
// Fails if the severity of one is high or critical. If the registry does not answer, prints the reason and does not fail.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

report('audit', audit(root));
for (const [name, range] of Object.entries(dependencies)) {
  const lowest = getLowest(range);
  report(`audit: ${name} ${lowest}, the lowest of ${range}`, auditPackage(name, lowest));
}

/** Audits a version of a package, with the dependencies of the package, in a temporary folder. */
function auditPackage(name, version) {
  const folder = mkdtempSync(join(tmpdir(), 'venice-rx-audit-'));
  try {
    const manifest = { name: 'lowest', version: '1.0.0', private: true, dependencies: { [name]: version } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    npm(folder, ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund']);
    return audit(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function audit(folder) {
  return parse(npm(folder, ['audit', '--omit=dev', '--audit-level=high', '--json']));
}

function report(title, { metadata, vulnerabilities = {}, error, message }) {
  if (metadata?.vulnerabilities === undefined) {
    const reason = error?.summary || message || error?.code || 'no reason given';
    console.log(`${title}: skipped, the registry did not answer (${reason.trim().split('\n')[0]})`);
    return;
  }
  const { high, critical, total } = metadata.vulnerabilities;
  console.log(`${title}: ${total} known vulnerabilities, ${high + critical} of them high or critical`);
  for (const { name, severity, range } of Object.values(vulnerabilities))
    console.log(`  ${name} ${range}: ${severity}`);
  if (high + critical > 0) process.exitCode = 1;
}

/** Returns the lowest version that a range such as `^7.30.2`, `>=4.1.0 <5` or `7.1.0` allows. */
function getLowest(range) {
  const version = /\d+(\.\d+){0,2}(-[\w.]+)?/.exec(range)?.[0];
  if (version === undefined) throw new Error(`package.json: no version in the range ${range}`);
  return version;
}

function npm(cwd, args) {
  return spawnSync('npm', args, { cwd, encoding: 'utf8', timeout: 120_000 }).stdout ?? '';
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
