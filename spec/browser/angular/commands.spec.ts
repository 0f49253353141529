import { echo, getText } from './echo.js';
import { setUp } from './set-up.js';
import { words } from './words.js';

const fixture = setUp();

it('Enter sends a message, and Shift+Enter begins a new line', async () => {
  fixture.app.reply = echo;
  await using window = await fixture.open();
  await window.page.getByLabel('Message', { exact: true }).focus();
  await window.page.keyboard.type('one');
  await window.page.keyboard.press('Shift+Enter');
  await window.page.keyboard.type('two');
  expect(await window.page.locator('app-question-view').count()).toBe(0);

  await window.page.keyboard.press('Enter');
  await window.waitForText('You said:');

  expect(fixture.app.chatRequests.at(-1)!.messages).toEqual([{ role: 'user', content: 'one\ntwo' }]);
  expect(await window.page.evaluate(() => document.activeElement?.id)).toBe('message');
});

it('sends requests to the model that was selected from the list of the server', async () => {
  fixture.app.reply = echo;
  await using window = await fixture.open();
  const picker = window.page.getByLabel('Model', { exact: true });
  await picker.locator('option').nth(3).waitFor({ state: 'attached' });

  await picker.selectOption('kimi-k3');
  await window.ask('Hello');

  expect(fixture.app.chatRequests.at(-1)!.model).toBe('kimi-k3');
  expect(await window.answer.locator('footer').textContent()).toContain('kimi-k3');
});

it('edits a message: the new version is shown and sent, without the messages after the old version', async () => {
  fixture.app.reply = echo;
  await using window = await fixture.open();
  await window.ask('first');
  await window.ask('second');

  await window.page.locator('app-question-view').first().hover();
  await window.button('Edit this message').first().click();
  const field = window.page.getByLabel('Edit your message');
  await field.fill('another first');
  await field.press('Enter');
  await window.waitForText('You said: another first');

  expect(await window.page.locator('app-question-view').allTextContents()).toEqual([
    expect.stringContaining('another first'),
  ]);
  expect(fixture.app.chatRequests.at(-1)!.messages).toEqual([{ role: 'user', content: 'another first' }]);
});

it('Escape cancels the form that edits a message, and does not stop the answer', async () => {
  await using window = await fixture.open();
  fixture.app.reply = { text: words(400), timing: { tokenDelay: 10 } };
  await window.say('first');
  await window.waitForLength(10);
  await window.page.locator('app-question-view').hover();
  await window.button('Edit this message').click();

  await window.page.getByLabel('Edit your message').press('Escape');

  await window.page.getByLabel('Edit your message').waitFor({ state: 'detached' });
  expect(await window.button('Stop').count()).toBe(1);
});

it('regenerates an answer', async () => {
  let count = 0;
  fixture.app.reply = () => ({ text: `Answer ${++count}.` });
  await using window = await fixture.open();
  await window.ask('Tell me.');

  await window.button('Regenerate').click();
  await window.waitForText('Answer 2.');

  expect(await window.page.locator('app-answer-view').count()).toBe(1);
  expect(fixture.app.chatRequests.at(-1)!.messages).toHaveLength(1);
});

it('describes an error, keeps the text so far, and retries', async () => {
  fixture.app.reply = { text: 'I begin', tail: 'error' };
  await using window = await fixture.open();
  await window.say('Tell me.');
  const alert = window.page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.textContent()).toContain('Too busy just now');
  expect(await window.text()).toBe('I begin');

  fixture.app.reply = { text: 'I begin, and I end.' };
  await window.button('Try again').click();
  await window.waitForText('and I end');

  expect(await window.page.getByRole('alert').count()).toBe(0);
  expect(await window.page.locator('app-answer-view').count()).toBe(1);
});

it('shows the reasoning only after a click', async () => {
  fixture.app.reply = { reasoning: 'Let me see.', text: 'Yes.' };
  await using window = await fixture.open();
  await window.ask('Is it so?');
  expect(await window.page.getByText('Let me see.').isVisible()).toBe(false);

  await window.page.getByText('Reasoning').click();

  expect(await window.page.getByText('Let me see.').isVisible()).toBe(true);
});

it('shows a tool call and its result', async () => {
  fixture.app.reply = ({ messages }) =>
    messages.at(-1)!.role === 'tool'
      ? { text: 'There they are.' }
      : { text: '', toolCalls: [{ name: 'roll_dice', arguments: { count: 3, sides: 6 } }] };
  await using window = await fixture.open();
  await window.say('Roll three dice.');
  await window.waitForText('There they are.');

  expect(await window.page.locator('app-tool-call-view').textContent()).toMatch(
    /Roll dice\s*[1-6] \+ [1-6] \+ [1-6] = \d+/,
  );
  expect(await window.page.locator('app-answer-view').count()).toBe(1);
});

const decisions = {
  Allow: { result: '"saved":"list.md"', downloads: 1 },
  Decline: { result: 'The user said no.', downloads: 0 },
} as const;

it.each(Object.entries(decisions))(
  'asks for approval before a tool runs: %s',
  async (decision, { result, downloads }) => {
    fixture.app.reply = ({ messages }) =>
      messages.at(-1)!.role === 'tool'
        ? { text: 'All right.' }
        : { text: '', toolCalls: [{ name: 'save_file', arguments: { name: 'list.md', text: 'Boots' } }] };
    await using window = await fixture.open();
    const names: string[] = [];
    window.page.on('download', (download) => names.push(download.suggestedFilename()));
    await window.say('Save it.');
    await window.button(decision).waitFor();
    expect(await window.page.getByText('Boots').isVisible()).toBe(true);

    await window.button(decision).click();
    await window.waitForText('All right.');

    expect(getText(fixture.app.chatRequests.at(-1)!.messages)).toContain(result);
    expect(names).toHaveLength(downloads);
  },
);

it('begins a new chat, which sends no earlier messages', async () => {
  fixture.app.reply = echo;
  await using window = await fixture.open();
  await window.ask('first');

  await window.startNew();
  await window.ask('second');

  expect(fixture.app.chatRequests.at(-1)!.messages).toHaveLength(1);
});

it('does not render scripts, pictures or dangerous links of an answer', async () => {
  fixture.app.reply = {
    text: [
      '<img src="x" onerror="document.title = \'taken\'"><script>document.title = "taken"</script>',
      '[a link](javascript:document.title="taken") and ![a picture](https://example.com/picture?of=me)',
      '[fine](https://example.com/)',
    ].join('\n\n'),
  };
  await using window = await fixture.open();
  const requestedUrls: string[] = [];
  window.page.on('request', (request) => requestedUrls.push(request.url()));
  const text = await window.ask('Show me.');

  expect(text).toContain('<script>');
  expect(await window.answer.locator('app-markdown :is(img, script, iframe)').count()).toBe(0);
  await window.answer.getByText('a link').click();
  expect(await window.page.title()).toBe('Chat · venice-rx');
  expect(requestedUrls.filter((url) => url.includes('example.com'))).toEqual([]);
  expect(await window.answer.getByRole('link', { name: 'fine' }).getAttribute('rel')).toBe(
    'noopener noreferrer',
  );
});

it('renders all parts of an answer with CRLF line endings and half a surrogate pair in the URL of a picture', async () => {
  fixture.app.reply = {
    text: '# One\r\n\r\n* two\r\n* three\r\n\r\n![a picture](https://example.com/\ud83d)\r\n\r\nfour',
    timing: { tokenDelay: 1 },
  };
  await using window = await fixture.open();
  await window.ask('Show me.');

  const shown = window.answer.locator('app-markdown');
  expect(await shown.locator('h1').allTextContents()).toEqual(['One']);
  expect(await shown.locator('li').allTextContents()).toEqual(['two', 'three']);
  expect(await shown.getByRole('link').allTextContents()).toEqual(['a picture']);
  expect(await shown.locator('p').last().textContent()).toBe('four');
});

it('announces to screen readers that an answer is coming, and then the answer, once', async () => {
  fixture.app.reply = { text: words(60), timing: { tokenDelay: 5 } };
  await using window = await fixture.open();
  await window.page.locator('textarea').waitFor();
  const announcements = await window.page.evaluateHandle(() => {
    const announcements: string[] = [];
    const region = document.querySelector('[role=status]')!;
    const changes = { characterData: true, childList: true, subtree: true };
    new MutationObserver(() => announcements.push(region.textContent)).observe(region, changes);
    return announcements;
  });

  await window.ask('Talk to me.');

  expect(await announcements.jsonValue()).toEqual([
    'The answer is coming.',
    expect.stringContaining('word59'),
  ]);
});
