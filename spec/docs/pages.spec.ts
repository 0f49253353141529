import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { root } from './run-program.js';

const read = (file: string): string => readFileSync(resolve(root, file), 'utf8');
const operators = [
  ...read('src/index.ts').matchAll(/^export \{ (?!type\b)(\w+).* from '.\/operators\//gm),
].map(([, name]) => name!);
const page = read('docs/operators.md');
const getSection = (name: string): string =>
  page.split(/^## /m).find((part) => part.startsWith(`${name}\n`)) ?? '';

describe('docs/operators.md', () => {
  it('has every operator, in the order of src/index.ts', () => {
    const inTable = [...page.matchAll(/^\| \[`(\w+)`\]/gm)].map(([, name]) => name);

    expect(operators.length).toBeGreaterThan(10);
    expect(inTable).toEqual(operators);
  });

  it.each(operators)('shows %s as a picture and as a program', (name) => {
    expect(getSection(name)).toMatch(/!\[[^\]]{20,}\]\(marbles\/[\w-]+\.svg\)/);
    expect(getSection(name)).toContain('```ts');
    expect(getSection(name)).toMatch(new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from 'venice-rx'`));
  });

  it('shows every picture that is drawn', () => {
    const pictures = readdirSync(resolve(root, 'docs/marbles')).filter((file) => file.endsWith('.svg'));

    const pages = page + read('docs/pipelines.md');
    expect(pictures.filter((file) => !pages.includes(`(marbles/${file})`))).toEqual([]);
  });
});

describe('docs/conversation.md', () => {
  it('shows every tree that is drawn', () => {
    const pictures = readdirSync(resolve(root, 'docs/trees')).filter((file) => file.endsWith('.svg'));

    expect(pictures).not.toEqual([]);
    for (const file of pictures) expect(read('docs/conversation.md')).toContain(`(trees/${file})`);
  });
});

describe('docs/pipelines.md', () => {
  const sections = read('docs/pipelines.md').split(/^## /m).slice(1);

  it.each(sections.map((section) => [section.split('\n')[0], section]))(
    'shows “%s” as a picture and as a program',
    (_heading, section) => {
      expect(section).toMatch(/!\[[^\]]{20,}\]\(marbles\/[\w-]+\.svg\)/);
      expect(section).toContain('```ts');
    },
  );
});

describe('the pages', () => {
  const pages = [
    ...['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'SECURITY.md'],
    ...readdirSync(resolve(root, 'docs')).map((file) => `docs/${file}`),
  ].filter((file) => file.endsWith('.md'));

  it.each(pages)('%s has no link to a missing file or heading', (file) => {
    const links = [...read(file).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
    const broken = links.filter(([, path = '', anchor]) => {
      const target = path === '' ? file : resolve(root, dirname(file), path);
      return (
        !existsSync(resolve(root, target)) || (anchor !== undefined && !getAnchors(target).includes(anchor))
      );
    });

    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

/** The anchors that GitHub gives to the headings of a page. */
function getAnchors(file: string): readonly string[] {
  return [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
