import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type ts from 'typescript';

/** A regular expression literal of the sources. */
export interface SourcePattern {
  /** Its file, line and text, such as `src/response/whole-body.ts:112 /a+/g`. */
  readonly name: string;
  readonly source: string;
  readonly flags: string;
}

const root = join(__dirname, '../../..');

/** The TypeScript compiler. Loaded with Node's `require`, which has loaded it already: Jest's would load it again for this file. */
const { createRequire } = process.getBuiltinModule('node:module');
const compiler = createRequire(__filename)('typescript') as typeof ts;

/** Every regular expression literal under `src`. */
export function sourcePatterns(): readonly SourcePattern[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .flatMap((file) => patternsOfFile(join(root, 'src', file)));
}

function patternsOfFile(path: string): readonly SourcePattern[] {
  const file = compiler.createSourceFile(path, readFileSync(path, 'utf8'), {
    languageVersion: compiler.ScriptTarget.ES2022,
    jsDocParsingMode: compiler.JSDocParsingMode.ParseNone,
  });
  const found: SourcePattern[] = [];
  const visit = (node: ts.Node): void => {
    if (compiler.isRegularExpressionLiteral(node)) {
      const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
      const end = node.text.lastIndexOf('/');
      found.push({
        name: `${relative(root, path)}:${line} ${node.text}`,
        source: node.text.slice(1, end),
        flags: node.text.slice(end + 1),
      });
    }
    compiler.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The files that build an expression with `RegExp(…)`, which {@link sourcePatterns} does not find. */
export function dynamicPatterns(): readonly string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && /\bRegExp\(/.test(readFileSync(join(root, 'src', file), 'utf8')),
  );
}
