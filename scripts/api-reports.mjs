// Writes the public API of every entry to etc/; with --check, compares it with etc/.
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');
const { name, exports } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
// An entry without CommonJS, such as `./angular`, has no condition `import`.
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
      if (isProgress(message) || isDocumentedInVeniceError(message) || isInOtherEntry(message))
        message.logLevel = 'none';
    },
  });
  if (isCheck && apiReportChanged) {
    console.error(
      `etc/${file}.api.md differs from the exports of the code: run \`npm run api\` and read the difference.`,
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

function isProgress({ messageId }) {
  return messageId.startsWith('console-');
}

// The subclasses repeat two fields that VeniceError documents.
function isDocumentedInVeniceError({ messageId, text }) {
  return messageId === 'ae-undocumented' && /"(name|isRetryable)"/.test(text);
}

// Entries use types of the main entry, and `redis` uses types of `durable`: they are exported there.
function isInOtherEntry({ messageId, text }) {
  if (messageId !== 'ae-forgotten-export') return false;
  const reports = [name, `${name}-durable`].map((file) => resolve(root, `temp/${file}.api.md`));
  const [, symbol] = /The symbol "(\w+)"/.exec(text);
  const isExported = new RegExp(`^export [a-z ]+ ${symbol}\\b`, 'm');
  return reports.some((file) => existsSync(file) && isExported.test(readFileSync(file, 'utf8')));
}
