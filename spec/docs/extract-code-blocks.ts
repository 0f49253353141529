/** A program in a page or in a docstring. */
export interface CodeBlock {
  /** Path of the file, relative to the package. */
  readonly file: string;
  /** Number of the first line of the program in that file, from 1. */
  readonly line: number;
  readonly language: 'js' | 'ts';
  readonly code: string;
}

const languages: Readonly<Record<string, CodeBlock['language']>> = {
  ts: 'ts',
  typescript: 'ts',
  js: 'js',
  javascript: 'js',
};

/** The programs of a page of Markdown, or of the docstrings of a module. Throws for a fence that is never closed. */
export function extractCodeBlocks(file: string, text: string): readonly CodeBlock[] {
  const lines = file.endsWith('.ts') ? docstringLines(text) : text.split('\n');
  const blocks: CodeBlock[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [, indent = '', fence, word = ''] = /^(\s*)(`{3,}|~{3,})(\w*)/.exec(lines[at]!) ?? [];
    if (fence === undefined) continue;
    const first = at + 1;
    const length = lines.slice(first).findIndex((line) => line.trim() === fence);
    if (length < 0) throw new Error(`${file}:${at + 1}: this fence is never closed`);
    at = first + length;
    const language = languages[word.toLowerCase()];
    if (language === undefined) continue;
    const code = lines.slice(first, at).map((line) => line.slice(indent.length));
    blocks.push({ file, line: first + 1, language, code: `${code.join('\n')}\n` });
  }
  return blocks;
}

/** Counts fences of JavaScript and TypeScript with a simpler rule, which finds blocks that `extractCodeBlocks` misses. */
export function countCodeBlocks(text: string): number {
  return text.match(/^[\s*>]*(`{3,}|~{3,})\s*([cm]?[jt]sx?|javascript|typescript)\b/gim)?.length ?? 0;
}

/** The lines of docstrings without their stars; all other lines are empty, so that the line numbers stay. */
function docstringLines(text: string): readonly string[] {
  let isInside = false;
  return text.split('\n').map((line) => {
    const isOutside = !isInside && !/^\s*\/\*\*/.test(line);
    if (isOutside) return '';
    isInside = !line.includes('*/');
    return line.replace(/^\s*\/?\*+\/? ?/, '');
  });
}
