import { countCodeBlocks, extractCodeBlocks } from './extract-code-blocks.js';

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
