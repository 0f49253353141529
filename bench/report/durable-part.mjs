const heading = '## Durable runs';

/** The part of the page that `npm run bench:durable` writes, which is its last one; empty if there is none. */
export function readDurablePart(page) {
  const at = page.indexOf(`\n${heading}\n`);
  return at === -1 ? '' : page.slice(at + heading.length + 2).trim();
}

/** Replaces that part of the page, or removes it if `part` is empty. */
export function replaceDurablePart(page, part) {
  const [others = ''] = page.split(`\n${heading}\n`);
  return `${others.trimEnd()}\n${part === '' ? '' : `\n${heading}\n\n${part}\n`}`;
}
