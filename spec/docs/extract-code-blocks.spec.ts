// The control of code-blocks.spec.ts: it shows that a block which does not compile, fails or does not end is caught.
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';

import { startLocalServer } from 'venice-rx/server';

import { compileCodeBlocks } from './compile-code-blocks.js';
import { countCodeBlocks, extractCodeBlocks } from './extract-code-blocks.js';
import { problemsOf, runCodeBlocks } from './run-code-blocks.js';
import { root } from './run-program.js';

describe('extractCodeBlocks', () => {
  it('finds programs in a page, with their lines', () => {
    const page = [
      '# Page',
      '',
      '```ts',
      'const a = 1;',
      '',
      'a;',
      '```',
      '```sh',
      'npm start',
      '```',
      '~~~js',
      'b;',
      '~~~',
    ];

    expect(extractCodeBlocks('page.md', page.join('\n'))).toEqual([
      { file: 'page.md', line: 4, language: 'ts', code: 'const a = 1;\n\na;\n' },
      { file: 'page.md', line: 12, language: 'js', code: 'b;\n' },
    ]);
  });

  it('knows languages by their long names', () => {
    const page = '```typescript\na;\n```\n```JavaScript\nb;\n```\n';

    expect(extractCodeBlocks('page.md', page).map(({ language }) => language)).toEqual(['ts', 'js']);
  });

  it('takes a fence inside a longer fence for text', () => {
    expect(extractCodeBlocks('page.md', '````text\n```ts\na;\n```\n````\n')).toEqual([]);
  });

  it('finds programs that are a part of a list', () => {
    const page = '1. Write\n\n   ```ts\n   if (a) {\n     b;\n   }\n   ```\n';

    expect(extractCodeBlocks('page.md', page)).toEqual([
      { file: 'page.md', line: 4, language: 'ts', code: 'if (a) {\n  b;\n}\n' },
    ]);
  });

  it('finds programs in docstrings, and in nothing else of a module', () => {
    const module = [
      '/** First. */',
      'const text = `',
      '```ts',
      '`;',
      '/**',
      ' * Second.',
      ' *',
      ' * @example',
      ' * ```ts',
      ' * call({',
      ' *   a,',
      ' * });',
      ' * ```',
      ' */',
    ];

    expect(extractCodeBlocks('src/module.ts', module.join('\n'))).toEqual([
      { file: 'src/module.ts', line: 10, language: 'ts', code: 'call({\n  a,\n});\n' },
    ]);
  });

  it('refuses a fence that is never closed', () => {
    expect(() => extractCodeBlocks('page.md', 'a\n```ts\nb;\n')).toThrow('page.md:2');
  });
});

describe('countCodeBlocks', () => {
  it('counts what extractCodeBlocks would overlook', () => {
    expect(countCodeBlocks('```ts\n```\n> ```js\n```\n``` TypeScript\n```\n * ~~~mts\n```tsx\n')).toBe(5);
  });

  it('counts no fence of another language and no end of one', () => {
    expect(countCodeBlocks('```json\n```\n```text\n```\n```\n```\n```sh\n')).toBe(0);
  });
});

describe('a page with good and bad blocks', () => {
  const page = `
\`\`\`ts
import { VeniceClient } from 'venice-rx';

console.log(typeof VeniceClient);
\`\`\`
\`\`\`ts
import { VeniceClient } from 'venice-rx';

const client: string = new VeniceClient();
console.log(client);
\`\`\`
\`\`\`js
import { VeniceClient } from 'venice-rx';

new VeniceClient().open();
\`\`\`
\`\`\`ts
import { noSuchName } from 'venice-rx';

noSuchName;
\`\`\`
\`\`\`ts
throw new Error('thrown on purpose');
\`\`\`
\`\`\`ts
void Promise.reject(new Error('rejected on purpose'));
\`\`\`
\`\`\`ts
import { VeniceClient } from 'venice-rx';

new VeniceClient().chat.completions.create({ model: 'no-such-model', messages: [], stream: true }).subscribe();
\`\`\`
\`\`\`ts
await new Promise(() => undefined);
\`\`\`
\`\`\`ts
import { Component } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';

@Component({ selector: 'app-root', template: 'no answer' })
class App {}
await bootstrapApplication(App);
\`\`\`
\`\`\`ts
import { ErrorHandler, createEnvironmentInjector } from '@angular/core';
import { createApplication } from '@angular/platform-browser';

const { injector } = await createApplication();
createEnvironmentInjector([], injector).get(ErrorHandler).handleError(new Error('reported to Angular'));
\`\`\`
`;
  const temporary = `code-blocks-control-${process.pid}`;
  let problems: readonly (readonly string[])[] = [];

  beforeAll(async () => {
    await using server = await startLocalServer();
    const compiled = await compileCodeBlocks(extractCodeBlocks('page.md', page), temporary);
    problems = (await runCodeBlocks(compiled, server.baseURL))
      .toSorted((a, b) => a.block.line - b.block.line)
      .map(problemsOf);
  }, 180_000);

  afterAll(() => {
    rmSync(resolve(root, 'temp', temporary), { recursive: true, force: true });
  });

  it('passes the good one', () => {
    expect(problems[0]).toEqual([]);
  });

  it.each([
    [1, 'a type error', /^page\.md:10: TS2322/],
    [2, 'a type error in JavaScript', /^page\.md:16: TS2339/],
    [3, 'a name that the package does not export', /^page\.md:19: TS2305/],
    [4, 'an exception', /^page\.md:24: ended with exit code 1\n[^]*thrown on purpose/],
    [5, 'a rejection that nobody handles', /^page\.md:27: ended with exit code 1\n[^]*rejected on purpose/],
    [6, 'an error that no subscriber handles', /^page\.md:30: ended with exit code 1\n[^]*RequestError/],
    [7, 'a program that waits in vain', /^page\.md:35: ended with exit code 13/],
    [
      8,
      'a page of Angular without an answer',
      /^page\.md:38: ended with exit code 1\n[^]*does not show an answer/,
    ],
    [9, 'an error that Angular reports', /^page\.md:46: ended with exit code 1\n[^]*reported to Angular/],
  ])('catches block %i: %s', (index, _what, expected) => {
    expect(problems[index]?.join('\n')).toMatch(expected);
  });

  it('reports what fails when run besides what does not compile', () => {
    expect(problems.map((ofBlock) => ofBlock.length)).toEqual([0, 1, 2, 2, 1, 1, 1, 1, 1, 1]);
  });
});
