import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};
const lowestUndici = (dependencies['undici'] ?? '').replace('^', '');

/** Runs the script with a fake npm that answers each audit with `answer`, or with that of `exception` if package.json contains its `manifestPart`. */
function auditWith(
  answer: object,
  exception?: { readonly manifestPart: string; readonly answer: object },
): { readonly output: string; readonly exitCode: number | null } {
  const folder = mkdtempSync(join(tmpdir(), 'fake-npm-'));
  const fake = join(folder, 'npm');
  // A shell script, since a shell starts ten times as fast as Node, and each audit starts npm twice.
  const program = `#!/bin/sh
[ "$1" = audit ] || exit 0
case "$(cat package.json)" in
  ${exception ? `*'${exception.manifestPart}'*) echo '${JSON.stringify(exception.answer)}';;` : ''}
  *) echo '${JSON.stringify(answer)}';;
esac
`;
  try {
    writeFileSync(fake, program);
    chmodSync(fake, 0o755);
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
    const { stdout, status } = spawnSync(process.execPath, ['scripts/audit.mjs'], {
      cwd: root,
      env,
      encoding: 'utf8',
    });
    return { output: stdout, exitCode: status };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const clean = { metadata: { vulnerabilities: { high: 0, critical: 0, total: 0 } } };
const vulnerable = {
  metadata: { vulnerabilities: { high: 1, critical: 0, total: 1 } },
  vulnerabilities: { undici: { name: 'undici', severity: 'high', range: '<9' } },
};

describe('the audit', () => {
  it('audits the installation, and the lowest version of each dependency', () => {
    const { output, exitCode } = auditWith(clean);

    expect(exitCode).toBe(0);
    expect(output).toMatch(/^audit: 0 known vulnerabilities/);
    for (const [name, range] of Object.entries(dependencies))
      expect(output).toContain(
        `audit: ${name} ${range.replace('^', '')}, the lowest of ${range}: 0 known vulnerabilities`,
      );
  });

  it('fails if only the lowest version that a range allows has a vulnerability', () => {
    const { output, exitCode } = auditWith(clean, {
      manifestPart: `"undici":"${lowestUndici}"`,
      answer: vulnerable,
    });

    expect(exitCode).toBe(1);
    expect(output).toContain(
      `audit: undici ${lowestUndici}, the lowest of ^${lowestUndici}: 1 known vulnerabilities`,
    );
    expect(output).toContain('  undici <9: high');
  });

  it('passes, and prints the reason, if the registry does not answer', () => {
    const { output, exitCode } = auditWith({
      message: '405 Method Not Allowed',
      error: { summary: '' },
    });

    expect(exitCode).toBe(0);
    expect(output.match(/skipped, the registry did not answer \(405 Method Not Allowed\)/g)).toHaveLength(
      1 + Object.keys(dependencies).length,
    );
  });
});
