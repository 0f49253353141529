import { Marked, Renderer, type Token, type Tokens } from 'marked';

/** A part of an answer that is rendered as a whole. */
export type MarkdownBlock =
  | { readonly kind: 'html'; readonly html: string }
  | { readonly kind: 'code'; readonly language: string; readonly text: string };

/** Markdown and its blocks. */
export interface ParsedMarkdown {
  readonly text: string;
  readonly blocks: readonly MarkdownBlock[];
  /** Index at which the last block begins. More text may change this block, but no earlier one. */
  readonly lastStart: number;
}

const noMarkdown: ParsedMarkdown = { text: '', blocks: [], lastStart: 0 };

const marked = new Marked({ gfm: true });
marked.use({
  renderer: {
    // Shows HTML as text.
    html: ({ text }) => escape(text),
    link(token) {
      return inNewTab(Renderer.prototype.link.call(this, token));
    },
    // An <img> would load a URL that the model has chosen, and such a URL could send the chat to an attacker.
    image: ({ href, text }) =>
      inNewTab(`<a href="${escape(encodeURI(wellFormed(href)))}">${escape(text || 'picture')}</a>`),
    code: ({ text }) => `<pre tabindex="0"><code>${escape(text)}</code></pre>`,
    table(token) {
      return `<div class="table" role="group" aria-label="Table" tabindex="0">${Renderer.prototype.table.call(this, token)}</div>`;
    },
  },
});

/** Parses Markdown that grows: reuses the block objects of `previous`, except the last one. */
export function parseMarkdown(answer: string, previous: ParsedMarkdown = noMarkdown): ParsedMarkdown {
  // Marked replaces these line breaks too. Otherwise its positions would not be positions in `text`.
  const text = answer.replace(/\r\n?/g, '\n');
  const { blocks, lastStart } = text.startsWith(previous.text) ? previous : noMarkdown;
  const tokens = marked.lexer(text.slice(lastStart));
  const last = tokens.findLastIndex(({ type }) => type !== 'space');
  const length = tokens.slice(0, last).reduce((sum, { raw }) => sum + raw.length, 0);
  return {
    text,
    blocks: [...blocks.slice(0, -1), ...tokens.filter(({ type }) => type !== 'space').map(toBlock)],
    lastStart: lastStart + length,
  };
}

function toBlock(token: Token): MarkdownBlock {
  if (isCode(token)) return { kind: 'code', language: token.lang?.split(/\s/)[0] ?? '', text: token.text };
  return { kind: 'html', html: marked.parser([token]) };
}

function isCode(token: Token): token is Tokens.Code {
  return token.type === 'code';
}

function inNewTab(link: string): string {
  return link.replace('<a ', '<a target="_blank" rel="noopener noreferrer" ');
}

/** Replaces each lone surrogate, for which `encodeURI` throws an error. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
