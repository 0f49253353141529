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

/** What the pieces of a text add up to, and the most that was ever held back behind the start. */
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

/** The rule, for a text in one piece. */
const rule = /^(\s*<(think|thinking)>)([^]*?)(?:(<\/\2>\s*)([^]*))?$/;

/** The same, for a text whose opening tag may be missing. */
const openRule = /^(\s*<(think|thinking)>)?([^]*?)(?:(<\/(think|thinking)>\s*)([^]*))?$/;

function byOpenRule(text: string): SplitText {
  if (rule.test(text)) return byRule(text);
  const [, , , reasoning = '', , , content = ''] = openRule.exec(text) ?? [];
  return { reasoning, content };
}

function byRule(text: string): SplitText {
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
/** A text, and where it is cut. */
const cutTexts = texts.chain((text) =>
  fc.array(fc.nat({ max: text.length }), { maxLength: 20 }).map((cuts) => ({
    text,
    pieces: cut(
      text,
      [...cuts].sort((a, b) => a - b),
    ),
  })),
);

function cut(text: string, places: readonly number[]): readonly string[] {
  return [...places, text.length].map((end, at) => text.slice(places[at - 1] ?? 0, end));
}

describe('inline think tags', () => {
  it.each<[string, string, string, string]>([
    ['stand at the start', '<think>Hm.</think>Yes.', 'Hm.', 'Yes.'],
    ['have another name', '<thinking>Hm.</thinking>Yes.', 'Hm.', 'Yes.'],
    ['take the white space around them along', '\n <think>\nHm.\n</think>\n\nYes. ', '\nHm.\n', 'Yes. '],
    ['are closed by their own name only', '<think>a</thinking>b</think>c', 'a</thinking>b', 'c'],
    ['are not closed: all is reasoning', '<think>Hm. </thi', 'Hm. </thi', ''],
    ['have nothing between them', '<think></think>Yes.', '', 'Yes.'],
    ['come later: they are text', 'Write <think>x</think>.', '', 'Write <think>x</think>.'],
    ['come twice: the second is text', '<think>a</think> <think>b</think>', 'a', '<think>b</think>'],
    ['begin, and are none', ' <thin ice>', '', ' <thin ice>'],
    ['begin at the very end', ' <thi', '', ' <thi'],
    ['close, and never open: they are text', 'Hm.</think>Yes.', '', 'Hm.</think>Yes.'],
    ['are not there, and there is only white space', ' \n', '', ' \n'],
  ])('%s', (_name, text, reasoning, content) => {
    expect(split([text])).toMatchObject({ reasoning, content });
    expect(split(Array.from(text))).toMatchObject({ reasoning, content });
    expect(contentWithoutThinking(text)).toBe(content);
  });

  it.each<[string, string, string, string]>([
    ['only close', 'Hm.</think>\n\nYes. ', 'Hm.', 'Yes. '],
    ['only close, under the other name', 'Hm.</thinking>Yes.', 'Hm.', 'Yes.'],
    ['close twice: the second is text', 'a</think>b</think>c', 'a', 'b</think>c'],
    ['open all the same', '\n<think>a</thinking>b</think>c', 'a</thinking>b', 'c'],
    ['never close: all is reasoning', ' Hm. </thi', ' Hm. </thi', ''],
    ['begin, and are none', ' <thin ice></think>Yes.', ' <thin ice>', 'Yes.'],
    ['begin at the very end', ' <thi', ' <thi', ''],
    ['have nothing before them', '</think>Yes.', '', 'Yes.'],
    ['are not there, and there is only white space', ' \n', ' \n', ''],
  ])(
    'may lack the first one where an answer begins in reasoning: they %s',
    (_name, text, reasoning, content) => {
      expect(split([text], true)).toMatchObject({ reasoning, content });
      expect(split(Array.from(text), true)).toMatchObject({ reasoning, content });
    },
  );

  it('are found wherever a text that begins in reasoning is cut', () => {
    fc.assert(
      fc.property(cutTexts, ({ text, pieces }) => {
        const { held, ...found } = split(pieces, true);
        expect(found).toEqual(byOpenRule(text));
        expect(held).toBeLessThan('</thinking>'.length);
      }),
      cases,
    );
  });

  it('are found wherever the text is cut, nothing is lost, and no more than a tag is held back', () => {
    fc.assert(
      fc.property(cutTexts, ({ text, pieces }) => {
        const { held, ...found } = split(pieces);
        const [, before = '', , , behind = ''] = rule.exec(text) ?? [];
        expect(found).toEqual(byRule(text));
        expect(before + found.reasoning + behind + found.content).toBe(text);
        expect(held).toBeLessThan('</thinking>'.length);
      }),
      cases,
    );
    process.stdout.write(`think tags: ${caseCount} cases, SEED=${seed}\n`);
  });
});
