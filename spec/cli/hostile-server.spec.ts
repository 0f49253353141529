import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { NEVER, lastValueFrom } from 'rxjs';
import { run } from '../../src/cli/run.js';

const hostile =
  'x\x1b[2J\x1b]0;title\x07\x1b[5n\x9b2J\r\u0085\u2028\u2029\u202e\u2066\u200f\u061c\u{e0041}\nFORGED line\x7f\0';

/** The escape sequences that the command itself writes: styles, and the spinner. */
// eslint-disable-next-line no-control-regex -- the spec searches for control characters
const ownSequences = /\x1b\[(?:1|2|22|31|39)m|\r[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] |\r\x1b\[K/g;
const unprintable = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const usage = {
  prompt_tokens: hostile,
  completion_tokens: hostile,
  total_tokens: hostile,
  prompt_tokens_details: { cached_tokens: hostile },
  [hostile]: hostile,
};
const commonFields = {
  usage,
  cost: { usd: hostile, diem: hostile },
  system_fingerprint: hostile,
  [hostile]: hostile,
};
const call = { index: 0, id: hostile, type: hostile, function: { name: hostile, arguments: hostile } };
const delta = {
  role: hostile,
  content: hostile,
  reasoning_content: hostile,
  tool_calls: [call],
  [hostile]: hostile,
};
const head = { id: hostile, object: 'chat.completion.chunk', created: hostile, model: hostile };
const citations = [{ title: hostile, url: hostile, date: hostile, content: hostile }];
const chunks: readonly object[] = [
  { ...head, ...commonFields, choices: [{ index: 0, delta }] },
  { ...head, ...commonFields, choices: [{ index: 0, delta: { refusal: hostile }, finish_reason: hostile }] },
  {
    ...head,
    ...commonFields,
    choices: [],
    venice_parameters: { web_search_citations: citations, [hostile]: hostile },
  },
];
const error = {
  error: { message: hostile, code: hostile, type: hostile, param: hostile },
  details: hostile,
  issues: [{ path: [hostile], message: hostile }],
  [hostile]: hostile,
};
const model = {
  id: hostile,
  object: hostile,
  owned_by: hostile,
  context_length: hostile,
  model_spec: {
    availableContextTokens: hostile,
    traits: [hostile, 5, null],
    privacy: hostile,
    pricing: { input: { usd: hostile }, output: { usd: hostile } },
    deprecation: { date: hostile },
    capabilities: { [hostile]: true },
    name: hostile,
  },
};
const invalidModel = {
  id: hostile,
  model_spec: { traits: hostile, pricing: hostile, capabilities: hostile },
};

const stream = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
const answers: Readonly<Record<string, readonly [number, string]>> = {
  chunks: [200, `${stream}data: [DONE]\n\n`],
  cut: [200, stream],
  'an error in the stream': [200, `${stream}data: ${JSON.stringify(error)}\n\n`],
  'a malformed frame': [200, `${stream}data: ${hostile}\n\n`],
  'an error': [500, JSON.stringify(error)],
  'an error as text': [500, hostile],
  'a page': [502, `<html><title>${hostile}</title>`],
  models: [200, JSON.stringify({ data: [model, invalidModel, model], object: hostile })],
};

/** Header values contain only Latin-1, and Node rejects control characters except U+0080 to U+009F. */
const headers = { 'cf-ray': 'x\x9b2J\x85', 'x-venice-model-id': 'x\x9b2J', 'content-type': 'x/\x9b2J' };

/** Runs a command whose standard streams are terminals, with a server that sends this response. Returns all output. */
async function getTerminalOutput(
  args: readonly string[],
  [status, body]: readonly [number, string],
): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(status, headers).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const [output, errors] = [0, 1].map(() => Object.assign(new PassThrough(), { isTTY: true }));
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
  const context = {
    env: { VENICE_BASE_URL: baseURL },
    stdin: Object.assign(new PassThrough(), { isTTY: true }),
    stdout: output!,
    stderr: errors!,
    signals: NEVER,
    version: '1.2.3',
  };
  const texts = Promise.all([text(output!), text(errors!)]);
  await lastValueFrom(run(args, context));
  output!.end();
  errors!.end();
  server.closeAllConnections();
  server.close();
  return (await texts).join('');
}

describe('a string of a hostile server', () => {
  it.each([
    ...[
      'chunks',
      'cut',
      'an error in the stream',
      'a malformed frame',
      'an error',
      'an error as text',
      'a page',
    ].flatMap((name) => [
      [['chat', '--reasoning', 'Hi'], name] as const,
      [['chat', '--json', 'Hi'], name] as const,
    ]),
    [['models'], 'models'] as const,
    [['models', '--json'], 'models'] as const,
    [['models'], 'an error'] as const,
  ])('reaches a terminal without control characters: %j, %s', async (args, name) => {
    const shown = await getTerminalOutput(args, answers[name]!);

    expect(shown).toContain('x');
    expect(shown.replaceAll(ownSequences, '')).not.toMatch(unprintable);
  });

  it('adds no line to an error and to the usage', async () => {
    const shown = await getTerminalOutput(['chat', 'Hi'], answers['an error']!);
    const line = shown.split('\n').find((text) => text.includes('FORGED'));

    expect(line).toContain('InternalServerError');
    expect(await getTerminalOutput(['chat', 'Hi'], answers['chunks']!)).toContain(
      '? prompt + ? completion tokens',
    );
  });

  it('adds no row to a table', async () => {
    const shown = await getTerminalOutput(['models'], answers['models']!);

    expect(shown.trimEnd().split('\n')).toHaveLength(4);
  });
});
