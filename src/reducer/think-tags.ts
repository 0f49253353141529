/** State of a string that may start with reasoning between inline tags. Created by {@link splitThinking}. */
export interface ThinkTagState {
  /** `gap` is the white space after the closing tag. */
  readonly phase: 'start' | 'reasoning' | 'gap' | 'content';
  /** White space at the very start: content, unless a tag follows. */
  readonly space: string;
  /** The last characters if they may be the start of a tag; never longer than a tag. */
  readonly held: string;
  /** The tags that may end the reasoning: the one that matches the opening tag, or without an opening tag, all of them. */
  readonly closing: readonly string[];
  /** Whether the text begins with reasoning, with or without an opening tag. */
  readonly startsInReasoning: boolean;
}

/** Reasoning and content of a piece of text. */
export interface SplitText {
  readonly reasoning: string;
  readonly content: string;
}

const tagNames = ['think', 'thinking'];

/** The state before the first piece. */
export const initialThinkTagState: ThinkTagState = {
  phase: 'start',
  space: '',
  held: '',
  closing: tagNames.map((name) => `</${name}>`),
  startsInReasoning: false,
};

/**
 * Splits the next piece of an answer into reasoning and content; the pieces may be split anywhere. Reasoning is the text between
 * `<think>` or `<thinking>` and its closing tag at the very start of the answer; later tags are content, so that an answer may
 * mention them. White space before the opening tag and after the closing tag is removed. With `startsInReasoning` the opening tag may be
 * missing.
 *
 * Source: `docs/wire-format.md`, "Inline reasoning".
 */
export function splitThinking(state: ThinkTagState, piece: string): SplitText & { state: ThinkTagState } {
  switch (state.phase) {
    case 'start':
      return openTag(state, piece);
    case 'reasoning':
      return closeTag(state, piece);
    case 'gap': {
      const content = piece.trimStart();
      return { state: content === '' ? state : { ...state, phase: 'content' }, reasoning: '', content };
    }
    case 'content':
      return { state, reasoning: '', content: piece };
  }
}

/** Returns the held characters when the answer ends: they were not the start of a tag. */
export function endThinking({ phase, space, held, startsInReasoning }: ThinkTagState): SplitText {
  if (phase === 'start' && startsInReasoning) return { reasoning: space + held, content: '' };
  return phase === 'reasoning' ? { reasoning: held, content: '' } : { reasoning: '', content: space + held };
}

/** Returns the content of a complete answer without its inline reasoning. */
export function contentWithoutThinking(text: string): string {
  const { state, content } = splitThinking(initialThinkTagState, text);
  return content + endThinking(state).content;
}

function openTag(before: ThinkTagState, piece: string): ReturnType<typeof splitThinking> {
  const isTagBegun = before.held !== '';
  const text = isTagBegun ? before.held + piece : piece.trimStart();
  const space = isTagBegun ? before.space : before.space + piece.slice(0, piece.length - text.length);
  const name = tagNames.find((tag) => text.startsWith(`<${tag}>`));
  if (name !== undefined) {
    const state: ThinkTagState = {
      ...before,
      phase: 'reasoning',
      space: '',
      held: '',
      closing: [`</${name}>`],
    };
    return splitThinking(state, text.slice(name.length + 2));
  }
  if (tagNames.some((tag) => `<${tag}>`.startsWith(text))) {
    return { state: { ...before, space, held: text }, reasoning: '', content: '' };
  }
  if (before.startsInReasoning) {
    return splitThinking({ ...before, phase: 'reasoning', space: '', held: '' }, space + text);
  }
  return {
    state: { ...before, phase: 'content', space: '', held: '' },
    reasoning: '',
    content: space + text,
  };
}

function closeTag(before: ThinkTagState, piece: string): ReturnType<typeof splitThinking> {
  const { closing } = before;
  const text = before.held + piece;
  const ends = closing.map((tag) => text.indexOf(tag)).filter((at) => at >= 0);
  if (ends.length > 0) {
    const end = Math.min(...ends);
    const rest = splitThinking({ ...before, phase: 'gap', held: '' }, text.slice(text.indexOf('>', end) + 1));
    return { ...rest, reasoning: text.slice(0, end) };
  }
  const split = text.length - Math.max(...closing.map((tag) => lengthOfTagBegun(text, tag)));
  return { state: { ...before, held: text.slice(split) }, reasoning: text.slice(0, split), content: '' };
}

/** Returns the number of characters at the end of `text` that may be the start of `tag`. */
function lengthOfTagBegun(text: string, tag: string): number {
  const start = text.lastIndexOf('<');
  return start >= 0 && tag.startsWith(text.slice(start)) ? text.length - start : 0;
}
