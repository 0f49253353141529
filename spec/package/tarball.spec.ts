import { copyFile, mkdtemp, readFile, readdir, rm, stat, symlink } from 'node:fs/promises';
import { homedir, hostname, tmpdir } from 'node:os';
import { join, posix, resolve } from 'node:path';
import { build } from 'esbuild';
import { startMockServer } from 'venice-rx/mock-server';
import manifest from '../../package.json';
import { installPackage, type InstalledPackage } from './installed-package.js';

const entries = Object.entries(manifest.exports)
  .filter(([, target]) => Object.hasOwn(Object(target) as object, 'require'))
  .map(([path]) => path.replace('.', 'venice-rx'));
const formats = ['stream.mjs', 'stream.cjs'];
const root = resolve(__dirname, '../..');
const tsc = require.resolve('typescript/bin/tsc');
let installed: InstalledPackage;

interface Outcome {
  readonly text: string;
  readonly usedUndici: boolean;
  readonly checksAll: boolean;
}

beforeAll(async () => {
  installed = await installPackage();
});

afterAll(() => installed.remove());

it('the tarball contains dist, docs and the pages of the package, and no other folder or file', () => {
  const topLevel = new Set(installed.files.map((path) => path.split('/')[0]));

  expect([...topLevel].sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'dist',
    'docs',
    'package.json',
  ]);
});

it('the tarball contains every page and picture that its pages link to', async () => {
  const pages = installed.files.filter((path) => path.endsWith('.md'));
  const broken: string[] = [];
  for (const page of pages) {
    const text = await readFile(join(installed.folder, 'node_modules/venice-rx', page), 'utf8');
    for (const [, path = ''] of text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)) {
      const target = posix.join(posix.dirname(page), path);
      if (!installed.files.includes(target)) broken.push(`${page}: ${path}`);
    }
  }

  expect(pages.length).toBeGreaterThan(15);
  expect(broken).toEqual([]);
});

it('the tarball contains only the code and types of each source as ESM and CommonJS, the bundles for Node, and the docs', async () => {
  const sources = (await readdir(join(root, 'src'), { recursive: true }))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => path.replaceAll('\\', '/').replace(/\.ts$/, ''));
  const built = ['esm', 'commonjs'].flatMap((format) =>
    sources.flatMap((path) => [`dist/${format}/${path}.js`, `dist/${format}/${path}.d.ts`]),
  );
  const otherFiles = [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'dist/commonjs/package.json',
    'package.json',
  ];
  const bundles = JSON.stringify([manifest.exports, manifest.bin]).match(/dist\/node\/[\w-]+\.js/g) ?? [];
  // Modules that several bundles share, the commands of the command line, which are loaded on demand, and docs.
  const isShared = (path: string): boolean =>
    /^dist\/node\/[a-z-]+-[0-9A-Z]{8}\.js$/.test(path) || path.startsWith('docs/');
  const isExpected = (path: string): boolean =>
    [...built, ...otherFiles, ...bundles].includes(path) || isShared(path);

  expect(installed.files.filter((path) => !isExpected(path))).toEqual([]);
  expect(bundles.length).toBeGreaterThan(4);
  expect(installed.files).toEqual(expect.arrayContaining(otherFiles));
});

it('the tarball contains no path and no name of the machine that built it', async () => {
  const places = [root, homedir(), tmpdir(), hostname()].filter((place) => place.length > 3);
  const texts = await Promise.all(
    installed.files.map(async (path) => {
      const text = await readFile(join(installed.folder, 'node_modules/venice-rx', path), 'utf8');
      return [path, text] as const;
    }),
  );
  const filesWithPlaces = texts.filter(([, text]) =>
    [...places, 'sourceMappingURL'].some((place) => text.includes(place)),
  );

  expect(texts.length).toBeGreaterThan(100);
  expect(filesWithPlaces.map(([path]) => path)).toEqual([]);
});

it.each(entries)('%s exports the same names to import and to require', async (entry) => {
  const imported = await getExportNames(`await import('${entry}')`);
  const required = await getExportNames(`createRequire(process.cwd() + '/program.js')('${entry}')`);

  expect(imported).not.toEqual([]);
  expect(imported).toEqual(required);
});

describe('venice-rx/angular', () => {
  const angular = 'node_modules/@angular';
  const program = 'consumer-in-angular.ts';
  const options = '--preserveSymlinks --skipLibCheck --module esnext --moduleResolution bundler';

  it('cannot be imported without Angular', async () => {
    await expect(getExportNames("await import('venice-rx/angular')")).rejects.toThrow("'@angular/core'");
  });

  it('exports its names to import, and compiles with a program that uses it', async () => {
    await symlink(resolve(angular), join(installed.folder, angular));

    const load = "(await import('@angular/compiler'), await import('venice-rx/angular'))";
    const imported = await getExportNames(load, '--preserve-symlinks');
    await installed.node(tsc, '--noEmit', '--strict', ...options.split(' '), program);

    expect(imported).toEqual(expect.arrayContaining(['chatResource', 'injectVenice', 'provideVenice']));
  });
});

it('in Node, each entry is one file, and entries share their classes', async () => {
  const program = `
    import { APIError } from 'venice-rx';
    import { apiError } from 'venice-rx/testing';
    console.log(apiError(404) instanceof APIError, import.meta.resolve('venice-rx'));`;

  expect(await installed.node('--input-type=module', '--eval', program)).toMatch(
    /^true file:.*venice-rx\/dist\/node\/index\.js\n$/,
  );
});

it('the package has an executable command that prints its version and help, and streams', async () => {
  await using server = await startMockServer({ script: [{ reply: { text: 'Once upon a time …' } }] });
  const { mode } = await stat(join(installed.folder, 'node_modules/venice-rx', manifest.bin['venice-rx']));

  expect(mode & 0o111).toBe(0o111);
  expect(await installed.npx('venice-rx', '--version')).toBe(`${manifest.version}\n`);
  expect(await installed.npx('venice-rx', '--help')).toMatch(/^Usage: venice-rx COMMAND/);
  expect(await installed.npx('venice-rx', 'chat', '--base-url', server.baseURL, 'A story!')).toBe(
    'Once upon a time …\n',
  );
});

describe.each([
  ['CommonJS', 'cjs', 'js'],
  ['ES modules', 'esm', 'mjs'],
] as const)('a bundle for Node as %s', (_, format, extension) => {
  const entries = ['function', 'function', 'function'];

  it('loads, and streams with undici', async () => {
    const outcome = await runBundle(installed.folder, format, extension);

    expect(outcome).toEqual({ fetch: 'Once upon a time …', undici: 'Once upon a time …', entries });
  });

  it('loads without undici and zod, streams with fetch, and fails with a message that names remedies for the default transport', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'bundle-'));
    const outcome = await runBundle(elsewhere, format, extension);
    await rm(elsewhere, { recursive: true });

    expect(outcome).toEqual({
      fetch: 'Once upon a time …',
      undici:
        'APIConnectionError: undici cannot be loaded: leave venice-rx out of the bundle (`external`), ' +
        'or pass `transport: fetchTransport()`',
      entries,
    });
  });
});

describe.each(formats)('%s', (program) => {
  it('streams through undici in Node, and checks every field', async () => {
    const { text, usedUndici, checksAll } = await stream(program);

    expect(text).toBe('Once upon a time …');
    expect(usedUndici).toBe(true);
    expect(checksAll).toBe(true);
  });

  it.each(['browser', 'workerd', 'deno', 'bun'])(
    'streams through fetch under the condition %s, and checks only the essential fields',
    async (condition) => {
      const { text, usedUndici, checksAll } = await stream(`--conditions=${condition}`, program);

      expect(text).toBe('Once upon a time …');
      expect(usedUndici).toBe(false);
      expect(checksAll).toBe(false);
    },
  );
});

describe.each([
  ['ESM in Node', 'consumer-in-node.ts', 'program.mts', '--module nodenext --types node'],
  [
    'dispatchers of undici 7 and 8',
    'consumer-of-dispatchers.ts',
    'program.mts',
    '--module nodenext --types node --skipLibCheck',
  ],
  ['CommonJS in Node', 'consumer-in-node.ts', 'program.cts', '--module nodenext --types node'],
  [
    'a browser, without the types of Node',
    'consumer-in-browser.ts',
    'program.ts',
    '--module esnext --moduleResolution bundler',
  ],
])('the types, for %s', (_, source, program, options) => {
  it('compile in a strict program', async () => {
    await copyFile(join(installed.folder, source), join(installed.folder, program));

    await installed.node(tsc, '--noEmit', '--strict', ...options.split(' '), program);
  });
});

async function getExportNames(load: string, ...options: string[]): Promise<unknown> {
  const program = `
    import { createRequire } from 'node:module';
    console.log(JSON.stringify(Object.keys(${load}).sort()));`;
  return JSON.parse(await installed.node(...options, '--input-type=module', '--eval', program));
}

/** Bundles a program with esbuild's defaults for Node, and runs it in a folder. */
async function runBundle(folder: string, format: 'cjs' | 'esm', extension: string): Promise<unknown> {
  const outfile = join(folder, `bundled.${extension}`);
  await build({
    entryPoints: [join(installed.folder, 'bundled.ts')],
    bundle: true,
    platform: 'node',
    format,
    outfile,
    tsconfigRaw: {},
    logLevel: 'error',
  });
  return JSON.parse(await installed.node(outfile));
}

async function stream(...args: string[]): Promise<Outcome> {
  return JSON.parse(await installed.node(...args)) as Outcome;
}
