// Code and documentation use the words of RxJS, Angular and HTTP. The list keeps old names and unclear words from coming back.
import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import * as rxjs from 'rxjs';
import * as venice from 'venice-rx';

const root = resolve(__dirname, '../..');
const list = 'config/rejected-words.txt';
const folders = ['src', 'spec', 'examples', 'bench', 'scripts', 'etc', 'docs'];
const isText = (path: string): boolean =>
  /\.(ts|mjs|cjs|md|svg|html|css|json|txt)$/.test(path) &&
  !/(^|\/)(node_modules|dist|corpus|reference)\/|package-lock\.json$/.test(path);

const files = [
  ...readdirSync(root).filter((file) => file.endsWith('.md') && file !== 'CHANGELOG.md'),
  ...folders.flatMap((folder) =>
    readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/${file.replaceAll('\\', '/')}`,
    ),
  ),
].filter(isText);
const expressions = readFileSync(resolve(root, list), 'utf8').trim().split('\n');
const rejected = new RegExp(expressions.join('|'));

function findRejected(text: string): readonly string[] {
  return text.split('\n').filter((line) => rejected.test(line));
}

it('code and documentation contain no word of rejected-words.txt', () => {
  const found = files.flatMap((file) =>
    findRejected(readFileSync(resolve(root, file), 'utf8')).map((line) => `${file}: ${line.trim()}`),
  );

  expect(files.length).toBeGreaterThan(900);
  expect(found).toEqual([]);
});

it.each([
  ['who', 'ever asks'],
  ['interface Retry', 'Facts {'],
  ['function text', 'Of(chunk) {'],
  ['a new Turn', 'stile()'],
])('a rejected word is found (negative control): %s%s', (start, end) => {
  const line = start + end;

  expect(findRejected(`a line\n${line}\nanother`)).toEqual([line]);
});

it('the main entry exports no name that RxJS exports, except the name that OpenAI gives to a 404', () => {
  const shared = Object.keys(venice).filter((name) => name in rxjs);

  expect(Object.keys(rxjs)).toContain('reduce');
  expect(shared).toEqual(['NotFoundError']);
});
