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

  it('accepts the long names of the languages', () => {
    const page = '```typescript\na;\n```\n```JavaScript\nb;\n```\n';

    expect(extractCodeBlocks('page.md', page).map(({ language }) => language)).toEqual(['ts', 'js']);
  });

  it('treats a fence inside a longer fence as text', () => {
    expect(extractCodeBlocks('page.md', '````text\n```ts\na;\n```\n````\n')).toEqual([]);
  });

  it('finds programs inside a list, without their indentation', () => {
    const page = '1. Write\n\n   ```ts\n   if (a) {\n     b;\n   }\n   ```\n';

    expect(extractCodeBlocks('page.md', page)).toEqual([
      { file: 'page.md', line: 4, language: 'ts', code: 'if (a) {\n  b;\n}\n' },
    ]);
  });

  it('finds programs in the docstrings of a module, but not in its strings', () => {
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

  it('throws for a fence that is never closed', () => {
    expect(() => extractCodeBlocks('page.md', 'a\n```ts\nb;\n')).toThrow('page.md:2');
  });
});

describe('countCodeBlocks', () => {
  it('counts fences that extractCodeBlocks does not find', () => {
    expect(countCodeBlocks('```ts\n```\n> ```js\n```\n``` TypeScript\n```\n * ~~~mts\n```tsx\n')).toBe(5);
  });

  it('counts neither fences of other languages nor the ends of fences', () => {
    expect(countCodeBlocks('```json\n```\n```text\n```\n```\n```\n```sh\n')).toBe(0);
  });
});
