// Writes the public API of every entry to etc/, or with --check compares it with what stands there.
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');
const { name, exports } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
// An entry for ESM only has no conditions but its types.
const entries = Object.entries(exports).flatMap(([entry, target]) => {
  const { types } = target.import ?? target;
  return types === undefined ? [] : [[entry, types]];
});

mkdirSync(resolve(root, 'temp'), { recursive: true });
const failed = entries.filter(([entry, types]) => !report(entry, types));
process.exit(failed.length === 0 ? 0 : 1);

function report(entry, types) {
  const file = `${name}${entry.slice(1).replaceAll('/', '-')}`;
  const { succeeded, apiReportChanged } = Extractor.invoke(createConfig(file, types), {
    localBuild: !isCheck,
    messageCallback: (message) => {
      if (isChatter(message) || isInherited(message) || isInMainEntry(message)) message.logLevel = 'none';
    },
  });
  if (isCheck && apiReportChanged) {
    console.error(
      `etc/${file}.api.md is not what the code exports: run \`npm run api\` and read the difference.`,
    );
  }
  return succeeded && !(isCheck && apiReportChanged);
}

function createConfig(file, types) {
  const error = { logLevel: 'error' };
  return ExtractorConfig.prepare({
    packageJsonFullPath: resolve(root, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: resolve(root, types),
      compiler: { tsconfigFilePath: resolve(root, 'tsconfig.json') },
      apiReport: {
        enabled: true,
        reportFileName: file,
        reportFolder: resolve(root, 'etc'),
        reportTempFolder: resolve(root, 'temp'),
      },
      newlineKind: 'lf',
      messages: {
        extractorMessageReporting: {
          default: error,
          'ae-missing-release-tag': { logLevel: 'none' },
          'ae-undocumented': error,
        },
        tsdocMessageReporting: { default: error },
      },
    },
  });
}

function isChatter({ messageId }) {
  return messageId.startsWith('console-');
}

// Every error says its name and whether it can be retried; VeniceError says once what that means.
function isInherited({ messageId, text }) {
  return messageId === 'ae-undocumented' && /"(name|isRetryable)"/.test(text);
}

// The other entries speak of types that are imported from the main one, and stores of those of durable runs.
function isInMainEntry({ messageId, text }) {
  if (messageId !== 'ae-forgotten-export') return false;
  const reports = [name, `${name}-durable`].map((file) => resolve(root, `temp/${file}.api.md`));
  const [, symbol] = /The symbol "(\w+)"/.exec(text);
  const isExported = new RegExp(`^export [a-z ]+ ${symbol}\\b`, 'm');
  return reports.some((file) => existsSync(file) && isExported.test(readFileSync(file, 'utf8')));
}
