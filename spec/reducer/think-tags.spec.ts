import * as fc from 'fast-check';
import {
  type SplitText,
  type ThinkTagState,
  contentWithoutThinking,
  endThinking,
  initialThinkTagState,
  splitThinking,
} from '../../src/reducer/think-tags.js';
import { caseCount, cases, seed } from '../support/cases.js';

/** Returns the reasoning and content of all pieces, and the maximum number of characters that were held back. */
function split(pieces: readonly string[], startsInReasoning = false): SplitText & { held: number } {
  let state: ThinkTagState = { ...initialThinkTagState, startsInReasoning };
  let [reasoning, content, held] = ['', '', 0];
  for (const piece of pieces) {
    const added = splitThinking(state, piece);
    state = added.state;
    reasoning += added.reasoning;
    content += added.content;
    held = Math.max(held, state.held.length);
  }
  const rest = endThinking(state);
  return { reasoning: reasoning + rest.reasoning, content: content + rest.content, held };
}

/** The rule for the text of a whole answer: the opening tag, the reasoning, the closing tag, the content. */
const rule = /^(\s*<(think|thinking)>)([^]*?)(?:(<\/\2>\s*)([^]*))?$/;

/** The rule with `startsInReasoning`: the opening tag may be missing. */
const openRule = /^(\s*<(think|thinking)>)?([^]*?)(?:(<\/(think|thinking)>\s*)([^]*))?$/;

function splitByOpenRule(text: string): SplitText {
  if (rule.test(text)) return splitByRule(text);
  const [, , , reasoning = '', , , content = ''] = openRule.exec(text) ?? [];
  return { reasoning, content };
}

function splitByRule(text: string): SplitText {
  const [, , , reasoning = '', , content = ''] = rule.exec(text) ?? [];
  return rule.test(text) ? { reasoning, content } : { reasoning: '', content: text };
}

const token = fc.constantFrom(
  ...['<think>', '</think>', '<thinking>', '</thinking>', '<', '</', '>', 'think', 'ing', '/'],
  ...[' ', '\n', '\u00a0', 'a', 'é👑', '<b>'],
);
const texts = fc
  .tuple(fc.constantFrom('', '<think>', '\n<thinking>'), fc.array(token, { maxLength: 12 }))
  .map(([start, rest]) => start + rest.join(''));
/** A text, and the pieces into which it is divided. */
const dividedTexts = texts.chain((text) =>
  fc.array(fc.nat({ max: text.length }), { maxLength: 20 }).map((cuts) => ({
    text,
    pieces: divide(
      text,
      [...cuts].sort((a, b) => a - b),
    ),
  })),
);

function divide(text: string, places: readonly number[]): readonly string[] {
  return [...places, text.length].map((end, at) => text.slice(places[at - 1] ?? 0, end));
}

describe('inline think tags', () => {
  it.each<[string, string, string, string]>([
    ['are at the start', '<think>Hm.</think>Yes.', 'Hm.', 'Yes.'],
    ['have another name', '<thinking>Hm.</thinking>Yes.', 'Hm.', 'Yes.'],
    [
      'are removed with the white space before the first tag and after the last tag',
      '\n <think>\nHm.\n</think>\n\nYes. ',
      '\nHm.\n',
      'Yes. ',
    ],
    ['are closed by their own name only', '<think>a</thinking>b</think>c', 'a</thinking>b', 'c'],
    ['are not closed: everything is reasoning', '<think>Hm. </thi', 'Hm. </thi', ''],
    ['have nothing between them', '<think></think>Yes.', '', 'Yes.'],
    ['come later: they are text', 'Write <think>x</think>.', '', 'Write <think>x</think>.'],
    ['come twice: the second is text', '<think>a</think> <think>b</think>', 'a', '<think>b</think>'],
    ['only begin like a tag', ' <thin ice>', '', ' <thin ice>'],
    ['are cut off at the end', ' <thi', '', ' <thi'],
    ['have no opening tag: they are text', 'Hm.</think>Yes.', '', 'Hm.</think>Yes.'],
    ['are missing, and there is only white space', ' \n', '', ' \n'],
  ])('%s', (_name, text, reasoning, content) => {
    expect(split([text])).toMatchObject({ reasoning, content });
    expect(split(Array.from(text))).toMatchObject({ reasoning, content });
    expect(contentWithoutThinking(text)).toBe(content);
  });

  it.each<[string, string, string, string]>([
    ['have only a closing tag', 'Hm.</think>\n\nYes. ', 'Hm.', 'Yes. '],
    ['have only a closing tag of the other name', 'Hm.</thinking>Yes.', 'Hm.', 'Yes.'],
    ['have two closing tags: the second one is text', 'a</think>b</think>c', 'a', 'b</think>c'],
    ['have an opening tag too', '\n<think>a</thinking>b</think>c', 'a</thinking>b', 'c'],
    ['have no closing tag: everything is reasoning', ' Hm. </thi', ' Hm. </thi', ''],
    ['only begin like a tag', ' <thin ice></think>Yes.', ' <thin ice>', 'Yes.'],
    ['are cut off at the end', ' <thi', ' <thi', ''],
    ['have nothing before them', '</think>Yes.', '', 'Yes.'],
    ['are missing, and there is only white space', ' \n', ' \n', ''],
  ])('with `startsInReasoning`: %s', (_name, text, reasoning, content) => {
    expect(split([text], true)).toMatchObject({ reasoning, content });
    expect(split(Array.from(text), true)).toMatchObject({ reasoning, content });
  });

  it('are found with `startsInReasoning`, wherever the text is divided', () => {
    fc.assert(
      fc.property(dividedTexts, ({ text, pieces }) => {
        const { held, ...found } = split(pieces, true);
        expect(found).toEqual(splitByOpenRule(text));
        expect(held).toBeLessThan('</thinking>'.length);
      }),
      cases,
    );
  });

  it('are found wherever the text is divided; no text is lost, and only a part of a tag is held back', () => {
    fc.assert(
      fc.property(dividedTexts, ({ text, pieces }) => {
        const { held, ...found } = split(pieces);
        const [, before = '', , , after = ''] = rule.exec(text) ?? [];
        expect(found).toEqual(splitByRule(text));
        expect(before + found.reasoning + after + found.content).toBe(text);
        expect(held).toBeLessThan('</thinking>'.length);
      }),
      cases,
    );
    process.stdout.write(`think tags: ${caseCount} cases, SEED=${seed}\n`);
  });
});
