import { startMockServer, type MockServer, type Script } from 'venice-rx/mock-server';
import { until } from '../mock-server/until.js';
import {
  type TerminalProgram,
  command,
  ctrlC,
  ctrlD,
  enter,
  onTerminal,
  programOnTerminal,
} from './pseudo-terminal.js';
import { startWordServer } from './word-server.js';

jest.setTimeout(90_000);

const short: Script = [{ reply: { text: 'One two three.', reasoning: 'Let me count.' } }];
/** Sends only the first two words of the answer to a prompt that contains "wait". */
const stalling: Script = [
  {
    when: ({ messages }) => JSON.stringify(messages.at(-1)).includes('wait'),
    reply: { text: 'One two three four five.', fault: { kind: 'stall', after: 3 } },
  },
  { reply: { text: 'Welcome back.' } },
];

let server: MockServer;
let serverToClose: MockServer | undefined;
const start = async (script: Script, apiKey?: string): Promise<Record<string, string>> => {
  server = serverToClose = await startMockServer({ script, ...(apiKey !== undefined && { apiKey }) });
  return { VENICE_BASE_URL: server.baseURL };
};
afterEach(async () => {
  await serverToClose?.close();
  serverToClose = undefined;
});

describe('one question on a terminal', () => {
  it('shows each word when it arrives', async () => {
    await start(short);
    await using wordServer = await startWordServer();
    const program = onTerminal(['chat', 'Count!'], { VENICE_BASE_URL: wordServer.baseURL });

    for (const word of ['One', ' two', ' three']) {
      await wordServer.say(word);
      await program.shows(word);
    }
    await wordServer.end();

    expect(await program.exitCode).toBe(0);
  });

  it('shows a spinner until the first token, and tokens, cost and time at the end', async () => {
    const environment = await start([
      { reply: { text: 'One two three.', timing: { firstTokenDelay: 200 } } },
    ]);
    const program = onTerminal(['chat', 'Count!'], environment);

    expect(await program.exitCode).toBe(0);
    expect(program.screen).toMatch(/^\r⠋ [^]*\r␛\[KOne two three\.\r\n/);
    expect(program.screen).toMatch(
      /\d+ prompt \+ \d+ completion tokens · \$0\.\d{6} · first token after \d+ ms/,
    );
  });

  it('cancels the request at Ctrl-C, and keeps the text so far', async () => {
    const environment = await start(stalling);
    const program = onTerminal(['chat', 'Make me wait.'], environment);
    await program.shows('One two');
    program.press(ctrlC);

    expect(await program.exitCode).toBe(130);
    await until(() => server.cancellations === 1);
    expect(program.screen).toMatch(/One two[^]*\r\n$/);
    expect(program.screen).not.toContain('tokens');
  });

  it('stops at Ctrl-C before the first token, and removes the spinner', async () => {
    const environment = await start([{ reply: { text: 'Late', timing: { firstTokenDelay: Infinity } } }]);
    const program = onTerminal(['chat', 'Make me wait.'], environment);
    await until(() => server.requestCount === 1);
    await program.shows('⠙');
    program.press(ctrlC);

    expect(await program.exitCode).toBe(130);
    await until(() => server.cancellations === 1);
    expect(program.screen.endsWith('\r␛[K')).toBe(true);
  });

  it('prints one line without the key if the key is invalid', async () => {
    const environment = await start(short, 'the-right-key');
    const program = onTerminal(['chat', 'Count!'], { ...environment, VENICE_API_KEY: 'a-wrong-key-12345' });

    expect(await program.exitCode).toBe(3);
    expect(program.screen).toMatch(
      /␛\[31mAuthenticationError␛\[39m: 401 Authentication failed \(request id .+\) — set VENICE_API_KEY to a valid key\r\n$/,
    );
    expect(program.screen).not.toContain('12345');
  });

  it('prints when to try again after a 429', async () => {
    const environment = await start([
      { reply: { status: 429, body: { error: 'Overloaded' }, headers: { 'retry-after': '7' } } },
    ]);
    const program = onTerminal(['chat', 'Count!'], environment);

    expect(await program.exitCode).toBe(5);
    expect(program.screen).toMatch(/RateLimitError.*: 429 Overloaded .*— try again in 7 s\r\n$/);
  });

  it('dims the reasoning, unless NO_COLOR is set', async () => {
    const environment = await start(short);
    const args = ['chat', '--reasoning', 'Count!'];
    const [coloured, plain] = [
      onTerminal(args, environment),
      onTerminal(args, { ...environment, NO_COLOR: '1' }),
    ];

    expect([await coloured.exitCode, await plain.exitCode]).toEqual([0, 0]);
    expect(coloured.screen).toContain('␛[2m');
    expect(plain.screen).not.toMatch(/␛\[\d*m/);
    expect(plain.screen).toMatch(/Let me count\.\r\n\r\nOne two three\.\r\n/);
  });

  it('removes the control characters of an answer', async () => {
    const environment = await start([{ reply: { text: 'red: \x1b[31m, title: \x1b]0;x\x07.' } }]);
    const program = onTerminal(['chat', 'Paint!'], environment);

    expect(await program.exitCode).toBe(0);
    expect(program.screen).toContain('red: [31m, title: ]0;x.');
  });

  it('writes only the answer to a pipe, and tokens, cost and time to the terminal', async () => {
    const environment = await start(short);
    const line = `"${process.execPath}" "${command}" chat Count | tr a-z A-Z`;
    const program = programOnTerminal('/bin/sh', ['-c', line], environment);

    expect(await program.exitCode).toBe(0);
    expect(program.screen).toContain('ONE TWO THREE.');
    expect(program.screen).toContain('completion tokens');
  });
});

describe('a conversation on a terminal', () => {
  it('continues after Ctrl-C during an answer, with the text so far in the history', async () => {
    const environment = await start(stalling);
    const program = onTerminal(['chat', '--system', 'Count.'], environment);
    await program.shows('> ');
    program.press(`Make me wait.${enter}`);
    await program.shows('One two');
    program.press(ctrlC);
    await until(() => server.cancellations === 1);

    const before = program.screen.length;
    await program.shows('> ', program.screen.lastIndexOf('One two'));
    program.press(`Are you there?${enter}`);
    await program.shows('Welcome back.', before);
    await program.shows('> ', program.screen.lastIndexOf('Welcome back.'));
    program.press(ctrlD);

    expect(await program.exitCode).toBe(0);
    expect(server.requests.map(({ body }) => (body as { messages: unknown }).messages)[1]).toEqual([
      { role: 'system', content: 'Count.' },
      { role: 'user', content: 'Make me wait.' },
      { role: 'assistant', content: 'One two' },
      { role: 'user', content: 'Are you there?' },
    ]);
  });

  it('ends at a signal of another process, and begins a new line', async () => {
    const environment = await start(stalling);
    const program = onTerminal(['chat'], environment);
    await program.shows('> ');
    program.press(`Make me wait.${enter}`);
    await program.shows('One two');
    program.kill('SIGTERM');

    expect(await program.exitCode).toBe(143);
    await until(() => server.cancellations === 1);
    // The last sequence disables bracketed paste.
    expect(program.screen.endsWith('One two\r\n␛[?2004l')).toBe(true);
  });

  it('discards a line at Ctrl-C, and ends at Ctrl-C in an empty line', async () => {
    const environment = await start(short);
    const program = onTerminal(['chat'], environment);
    await program.shows('> ');
    program.press('Nonsense');
    await program.shows('Nonsense');
    program.press(ctrlC);
    program.press(ctrlC);

    expect(await program.exitCode).toBe(0);
    expect(server.requestCount).toBe(0);
  });

  it('continues after an error, with the lines that were typed in the meantime', async () => {
    const environment = await start([
      {
        when: ({ messages }) => messages.length === 1 && JSON.stringify(messages).includes('fail'),
        reply: { status: 503, body: { error: 'At capacity' }, timing: { headersDelay: 100 } },
      },
      { reply: { text: 'Fine.' } },
    ]);
    const program = onTerminal(['chat'], environment);
    await program.shows('> ');
    program.press(`Please fail.${enter}Please answer.${enter}`);
    await program.shows('ServiceUnavailableError');
    await program.shows('> Please answer.\r\n', program.screen.lastIndexOf('ServiceUnavailableError'));
    await program.shows('Fine.');
    await program.shows('> ', program.screen.lastIndexOf('Fine.'));
    program.press(ctrlD);

    expect(await program.exitCode).toBe(0);
    expect((server.requests[1]?.body as { messages: unknown }).messages).toEqual([
      { role: 'user', content: 'Please answer.' },
    ]);
  });

  it('discards queued lines at Ctrl-C, and keeps a half-typed line', async () => {
    const environment = await start(stalling);
    const program = onTerminal(['chat'], environment);
    await program.shows('> ');
    program.press(`Make me wait.${enter}`);
    await program.shows('One two');
    program.press(`Not sent.${enter}Are you `);
    program.press(ctrlC);
    await program.shows('> Are you ', program.screen.lastIndexOf('One two'));
    program.press(`there?${enter}`);
    await program.shows('Welcome back.');
    await program.shows('> ', program.screen.lastIndexOf('Welcome back.'));
    program.press(ctrlD);

    expect(await program.exitCode).toBe(0);
    expect(program.screen).not.toContain('Not sent');
    expect(server.requestCount).toBe(2);
    expect(server.requests[1]?.body).toHaveProperty('messages.2.content', 'Are you there?');
  });

  it('executes /clear and /exit, which the first line explains', async () => {
    const environment = await start(short);
    const program = onTerminal(['chat'], environment);
    await program.shows(
      '/help lists the commands, /clear starts over, /exit ends, Ctrl-C stops an answer.\r\n',
    );
    await program.shows('> ');
    program.press(`Count!${enter}/clear${enter}Again!${enter}/quit${enter}/exit${enter}`);

    expect(await program.exitCode).toBe(0);
    expect(program.screen).toContain('Unknown command /quit: ');
    expect(server.requests.map(({ body }) => (body as { messages: unknown[] }).messages.length)).toEqual([
      1, 1,
    ]);
  });
});

describe('a prompt of several lines', () => {
  const altEnter = '\x1b\r';
  const pasted = (text: string): string => `\x1b[200~${text}\x1b[201~`;
  const getPrompts = ({ requests }: MockServer): unknown[] =>
    requests.map(({ body }) => (body as { messages: { content: unknown }[] }).messages.at(-1)?.content);

  // All cases use one conversation, since they do not depend on each other.
  let conversation: MockServer;
  let chat: TerminalProgram;
  beforeAll(async () => {
    conversation = await startMockServer({ script: short });
    chat = onTerminal(['chat'], { VENICE_BASE_URL: conversation.baseURL });
    await chat.shows('> ');
  });
  afterAll(async () => {
    chat.press(ctrlD);
    expect(await chat.exitCode).toBe(0);
    await conversation.close();
  });

  it.each([
    ['a paste', `${pasted('one\r  two\\\r\rthree')}${enter}`, 'one\n  two\\\n\nthree'],
    ['a paste with other line breaks', `${pasted('one\r\ntwo\nthree')}${enter}`, 'one\ntwo\nthree'],
    ['a paste that ends with a line break', `${pasted('one\rtwo\r')}${enter}`, 'one\ntwo'],
    ['a paste of one line', `say ${pasted('one')}!${enter}`, 'say one!'],
    ['text around a paste', `say ${pasted('one\rtwo')} please${enter}`, 'say one\ntwo please'],
    ['two pastes', `${pasted('one\r')}${pasted('two\rthree')}${enter}`, 'one\ntwo\nthree'],
    ['a paste that begins with a command', `${pasted('/exit\rnow?')}${enter}`, '/exit\nnow?'],
    ['lines that end with a backslash', `one\\${enter}two${enter}`, 'one\ntwo'],
    [
      'lines that end with Alt-Enter',
      `one${altEnter}two${altEnter}${altEnter}three${enter}`,
      'one\ntwo\n\nthree',
    ],
  ])('can be %s', async (_, keys, prompt) => {
    const [before, shown] = [conversation.requestCount, chat.screen.length];
    chat.press(keys);
    await chat.shows('One two three.', shown);
    await chat.shows('> ', chat.screen.lastIndexOf('One two three.'));

    expect(getPrompts(conversation).slice(before)).toEqual([prompt]);
  });

  it('is shown with a mark before each line, and discarded by Ctrl-C', async () => {
    const environment = await start(short);
    const program = onTerminal(['chat'], environment);
    await program.shows('> ');
    program.press(pasted('one\rtwo'));
    await program.shows('… ');
    await program.shows('two');
    program.press(ctrlC);
    await program.shows('> ', program.screen.lastIndexOf('two'));
    program.press(`three${enter}`);
    await program.shows('One two three.');
    await program.shows('> ', program.screen.lastIndexOf('One two three.'));
    program.press(ctrlD);

    expect(await program.exitCode).toBe(0);
    expect(getPrompts(server)).toEqual(['three']);
  });

  it('enables bracketed paste during the conversation, but not on a dumb terminal', async () => {
    const environment = await start(short);
    const [program, dumb] = [
      onTerminal(['chat'], environment),
      onTerminal(['chat'], { ...environment, TERM: 'dumb' }),
    ];
    await Promise.all([program.shows('> '), dumb.shows('> ')]);
    program.press(ctrlD);
    dumb.press(ctrlD);

    expect([await program.exitCode, await dumb.exitCode]).toEqual([0, 0]);
    expect(program.screen.match(/␛\[\?2004[hl]/g)).toEqual(['␛[?2004h', '␛[?2004l']);
    expect(dumb.screen).not.toContain('␛[?2004');
  });

  it('of one line is sent to the model of the command /model', async () => {
    const environment = await start(short);
    const program = onTerminal(['chat'], environment);
    await program.shows('> ');
    program.press(`/help${enter}/model kimi-k3${enter}Count!${enter}/exit${enter}`);

    expect(await program.exitCode).toBe(0);
    expect(program.screen).toContain('/model       shows the model;');
    expect(program.screen).toContain('The model is kimi-k3.');
    expect(server.requests[0]?.body).toHaveProperty('model', 'kimi-k3');
  });
});

describe('models on a terminal', () => {
  it('are shown in lines that fit its width', async () => {
    const environment = await start(short);
    const program = onTerminal(['models'], environment);

    expect(await program.exitCode).toBe(0);
    // The terminal has 100 columns.
    expect(Math.max(...program.screen.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
    expect(program.screen).toContain('\r\n  default, function_calling_default\r\n');
  });
});

describe('the mock server on a terminal', () => {
  it('prints how to use it, answers, and stops at Ctrl-C', async () => {
    await start(short);
    const program = onTerminal(['mock'], {});
    await program.shows('Ready');
    const [, baseURL = ''] = /VENICE_BASE_URL=(\S+)/.exec(program.screen) ?? [];

    expect((await fetch(`${baseURL}/models`)).status).toBe(200);
    program.press(ctrlC);
    expect(await program.exitCode).toBe(0);
    await expect(fetch(`${baseURL}/models`)).rejects.toThrow();
  });
});
