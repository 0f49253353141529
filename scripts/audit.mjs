// Asks the registry for known weaknesses in what comes with an installation of this package. Fails where there is a high or
// critical one. A registry that cannot be asked has found nothing: it says so, and does not fail.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const args = ['audit', '--omit=dev', '--audit-level=high', '--json'];
const { stdout } = spawnSync('npm', args, { cwd: resolve(import.meta.dirname, '..'), encoding: 'utf8' });
const { metadata, vulnerabilities = {}, error, message } = parse(stdout);

if (metadata?.vulnerabilities === undefined) {
  const reason = error?.summary || message || error?.code || 'no reason given';
  console.log(`audit: not made, the registry cannot be asked (${reason.trim().split('\n')[0]})`);
} else {
  const { high, critical, total } = metadata.vulnerabilities;
  console.log(`audit: ${total} known weaknesses, ${high + critical} of them high or critical`);
  for (const { name, severity, range } of Object.values(vulnerabilities))
    console.log(`  ${name} ${range}: ${severity}`);
  process.exitCode = high + critical === 0 ? 0 : 1;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
