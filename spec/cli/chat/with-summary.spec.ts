import { map } from 'rxjs';
import type { ChatCompletion, CompletionCost } from 'venice-rx';
import { chunk, citations, finish, inVirtualTime, role, usage } from 'venice-rx/testing';
import { withSummary } from '../../../src/cli/chat/with-summary.js';
import { earlyEndLine } from '../../../src/cli/chat/early-end-line.js';
import { sourceLines } from '../../../src/cli/chat/source-lines.js';
import { usageLine } from '../../../src/cli/chat/usage-line.js';
import { toStderr, toStdout } from '../../../src/cli/output.js';
import { pipeCapabilities, terminalCapabilities } from './capabilities.js';

const completion: ChatCompletion = {
  id: '1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [],
};
const tokenUsage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
const webSources = [
  { title: 'Knights\nof old', url: 'https://example.com/k' },
  { title: '\x1b[31mDragons', url: 'https://example.com/d' },
];
const usageChunk = usage({ prompt: 3, completion: 2, usd: 0.001 });
const chunks = {
  r: role(),
  a: chunk('Hi'),
  f: finish(),
  l: finish('length'),
  u: usageChunk,
  c: { ...usageChunk, ...citations(...webSources) },
};
const line = '3 prompt + 2 completion tokens · $0.001000 · first token after 3 ms';
const sources = '[1] Knights of old https://example.com/k\n[2] [31mDragons https://example.com/d\n';
const truncatedLine =
  'The answer was truncated at the maximum number of tokens (finish_reason length); --max-completion-tokens sets it.\n';
const outputs = {
  p: toStdout('.'),
  w: toStderr(`<dim>${line}</dim>\n`),
  s: toStderr(sources),
  l: toStderr(truncatedLine),
};

describe('withSummary', () => {
  it.each([
    ['prints tokens, cost and time on a terminal', terminalCapabilities, '-r-afu-|', '-p-ppp-(w|)'],
    ['prints nothing in a pipe', pipeCapabilities, '-r-afu-|', '  -p-ppp-|'],
    ['prints that an answer is truncated, in a pipe too', pipeCapabilities, '-alu-|', '-ppp-(l|)'],
    ['prints sources, in a pipe too', pipeCapabilities, '-ac-|', '-pp-(s|)'],
    ['prints nothing for an answer that fails', terminalCapabilities, '-r-au#', '-p-pp#'],
    ['prints nothing for an answer without usage', terminalCapabilities, '-ra-|', '-pp-|'],
  ])('%s', (_, capabilities, sourceMarbles, expectedMarbles) => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(sourceMarbles, chunks);
      const sourceSubs = `^${'-'.repeat(sourceMarbles.length - 2)}!`;
      const expected = expectedMarbles.trim();

      const result = source.pipe(
        withSummary(
          map(() => toStdout('.')),
          capabilities,
        ),
      );

      expectObservable(result).toBe(expected, outputs);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });
});

describe('usageLine', () => {
  it('leaves out unknown values', () => {
    expect(usageLine(completion, 5)).toBe('');
    expect(usageLine({ ...completion, usage: tokenUsage, cost: null }, undefined)).toBe(
      '3 prompt + 2 completion tokens',
    );
  });

  it('ignores a cost that does not have the form of Venice', () => {
    const cost = 0.001 as unknown as CompletionCost;

    expect(usageLine({ ...completion, usage: tokenUsage, cost }, undefined)).toBe(
      '3 prompt + 2 completion tokens',
    );
  });

  it('ignores a cost that is not finite', () => {
    const cost = { usd: Number.POSITIVE_INFINITY, diem: 0 };

    expect(usageLine({ ...completion, usage: tokenUsage, cost }, 12.4)).toBe(
      '3 prompt + 2 completion tokens · first token after 12 ms',
    );
  });
});

describe('earlyEndLine', () => {
  it.each<[unknown, string]>([
    ['stop', ''],
    [null, ''],
    ['length', truncatedLine],
    ['content_filter', 'The answer may be incomplete (finish_reason content_filter).\n'],
    ['odd\x1b[2J\nreason', 'The answer may be incomplete (finish_reason odd[2J reason).\n'],
    // An object without a usable `toString`.
    [{ toString: 1 }, 'The answer may be incomplete (finish_reason ?).\n'],
  ])('of the finish reason %j is %j', (reason, expected) => {
    const choice = { index: 0, message: { role: 'assistant', content: '' }, finish_reason: reason };

    expect(earlyEndLine({ ...completion, choices: [choice] } as unknown as ChatCompletion)).toBe(expected);
  });

  it('is empty without a choice', () => {
    expect(earlyEndLine(completion)).toBe('');
  });
});

describe('sourceLines', () => {
  const withCitations = (citations: unknown): ChatCompletion =>
    ({ ...completion, venice_parameters: { web_search_citations: citations } }) as ChatCompletion;

  it.each([[completion], [withCitations(null)], [withCitations({})], [withCitations('none')]])(
    'is empty without an array of sources',
    (withoutSources) => {
      expect(sourceLines(withoutSources)).toBe('');
    },
  );

  it('leaves out a missing title or URL, and does not use the number of a source without both', () => {
    const url = 'https://example.com/k';

    expect(
      sourceLines(
        withCitations([{ url }, null, {}, { title: 'Knights' }, { title: 1, url: '' }, { title: '', url }]),
      ),
    ).toBe(`[1] ${url}\n[4] Knights\n[6] ${url}\n`);
  });
});
