import type { ChatWindow } from './chat-window.js';
import { countAnswers } from './count-answers.js';
import { echo } from './echo.js';
import { eventually } from './eventually.js';
import { setUp } from './set-up.js';
import { words } from './words.js';

const fixture = setUp();

/** Opens the conversation of a window in another tab of the same browser. */
async function openTab(window: ChatWindow): Promise<ChatWindow> {
  const tab = await window.openTab();
  await tab.page.goto(window.page.url());
  return tab;
}

it('shows a call that awaits an approval after a reload, and its tool runs once', async () => {
  fixture.app.reply = ({ messages }) =>
    messages.at(-1)!.role === 'tool'
      ? { text: 'All right.' }
      : { text: '', toolCalls: [{ name: 'save_file', arguments: { name: 'list.md', text: 'Boots' } }] };
  await using window = await fixture.open();
  const { page } = window;
  const downloads: string[] = [];
  page.on('download', (download) => downloads.push(download.suggestedFilename()));
  const before = fixture.app.chatRequests.length;
  await window.say('Save it.');
  await window.button('Allow').waitFor();
  // The call is saved once another tab shows it.
  const tab = await openTab(window);
  await tab.button('Allow').waitFor();
  await tab.page.close();

  await page.reload();
  await window.waitForText('Boots');
  await page.waitForLoadState('networkidle');
  expect(downloads).toEqual([]);
  expect(fixture.app.chatRequests).toHaveLength(before + 1);
  await window.button('Allow').click();
  await window.waitForText('All right.');

  expect(downloads).toEqual(['list.md']);
  expect(fixture.app.chatRequests).toHaveLength(before + 2);
  expect(JSON.stringify(fixture.app.chatRequests.at(-1)!.messages.at(-1))).toContain('saved');
  await page.reload();
  await window.waitForText('All right.');
  await page.waitForLoadState('networkidle');
  expect(downloads).toEqual(['list.md']);
  expect(fixture.app.chatRequests).toHaveLength(before + 2);
  expect(window.problems).toEqual([]);
});

it('runs a tool that is approved in a second tab once, in the first tab, which has the run', async () => {
  fixture.app.reply = ({ messages }) =>
    messages.at(-1)!.role === 'tool'
      ? { text: 'All right.' }
      : { text: '', toolCalls: [{ name: 'save_file', arguments: { name: 'list.md', text: 'Boots' } }] };
  await using window = await fixture.open();
  const downloads: string[] = [];
  const before = fixture.app.chatRequests.length;
  await window.say('Save it.');
  await window.button('Allow').waitFor();
  const tab = await openTab(window);
  for (const [name, { page }] of Object.entries({ window, tab }))
    page.on('download', (download) => downloads.push(`${name}: ${download.suggestedFilename()}`));

  await tab.button('Allow').click();
  await Promise.all([tab, window].map((each) => each.waitForText('All right.')));

  await Promise.all([tab, window].map(({ page }) => page.waitForLoadState('networkidle')));
  expect(downloads).toEqual(['window: list.md']);
  expect(fixture.app.chatRequests).toHaveLength(before + 2);
  await Promise.all([tab, window].map((each) => each.button('Allow').waitFor({ state: 'detached' })));
  expect([...window.problems, ...tab.problems]).toEqual([]);
});

it('shows model, tokens and cost of every answer, also after a reload', async () => {
  fixture.app.reply = countAnswers();
  await using window = await fixture.open();
  await window.ask('one');
  await window.ask('two');
  const facts = window.page.locator('app-answer-view .facts');
  const before = await facts.allTextContents();
  expect(before).toHaveLength(2);
  for (const fact of before) expect(fact).toMatch(/\S+ · \d+ tokens · \$0\.\d+/);

  await window.page.reload();
  await window.waitForText('Answer 2.');

  expect(await facts.allTextContents()).toEqual(before);
});

it('lists the conversations of the browser, and opens and deletes them', async () => {
  fixture.app.reply = countAnswers();
  await using window = await fixture.open();
  const { page, conversations } = window;
  await window.ask('one');
  await window.startNew();
  await window.ask('two');
  await page.reload();
  await conversations.nth(1).waitFor();
  expect(await conversations.allTextContents()).toEqual(['two', 'one']);

  await conversations.getByText('one').click();
  await window.waitForText('Answer 1.');
  expect(await window.questions()).toEqual(['one']);
  expect(await conversations.nth(1).getAttribute('aria-current')).toBe('page');

  page.once('dialog', (dialog) => void dialog.accept());
  await window.button('Delete “one”').click();
  await window.waitForText('What would you like to know?');
  await window.button('Delete “one”').waitFor({ state: 'detached' });
  await page.reload();
  await conversations.first().waitFor();
  expect(await conversations.allTextContents()).toEqual(['two']);
});

it('a second tab shows an answer while it arrives, and sends its own message when the answer has ended', async () => {
  fixture.app.reply = { text: 'Ready.' };
  await using window = await fixture.open();
  await window.ask('Ready?');
  const tab = await openTab(window);
  await tab.waitForText('Ready.');

  fixture.app.reply = { text: words(5000), timing: { tokenDelay: 10 } };
  await window.say('Talk to me.');
  const shown = await window.waitForLength(20);
  const start = performance.now();
  await tab.waitForLength(shown.length - 1);
  const lag = performance.now() - start;
  const before = fixture.app.chatRequests.length;
  fixture.app.reply = echo;
  await tab.say('And now?');
  await tab.waitForText('Up next');
  expect(fixture.app.chatRequests).toHaveLength(before);
  await window.button('Stop').click();
  await Promise.all([tab, window].map((each) => each.waitForText('You said: And now?')));

  expect(fixture.app.chatRequests).toHaveLength(before + 1);
  expect(await window.questions()).toEqual(await tab.questions());
  // The text is saved after at most half a second, and the second tab is notified. A busy machine needs longer.
  expect(lag).toBeLessThan(10_000);
  expect([...window.problems, ...tab.problems]).toEqual([]);
});

it('deletes a conversation that another tab has open, and stops its answer', async () => {
  fixture.app.reply = { text: words(5000), timing: { tokenDelay: 10 } };
  await using window = await fixture.open();
  await window.say('one');
  await window.waitForLength(20);
  const tab = await openTab(window);
  await tab.waitForLength(20);

  window.page.once('dialog', (dialog) => void dialog.accept());
  await window.button('Delete “one”').click();

  await eventually(() => fixture.app.server.openRequests, 0);
  await Promise.all([tab, window].map((each) => each.waitForText('What would you like to know?')));
  await tab.conversations.first().waitFor({ state: 'detached' });
  await window.page.reload();
  await window.page.getByText('Chats are kept in this browser.').waitFor();
});
