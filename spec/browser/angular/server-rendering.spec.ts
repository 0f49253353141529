import { secret } from './angular-app.js';
import { ChatWindow } from './chat-window.js';
import { setUp } from './set-up.js';

const fixture = setUp();
const text = 'An answer **made on the server**.';
const question = '/ask?q=Who%20answers%3F';

it('renders the page with the answer on the server, and the browser does not repeat the request', async () => {
  const { app, browser } = fixture;
  app.reply = { text };
  const before = app.chatRequests.length;
  await using window = await ChatWindow.blank(browser);
  const requests: string[] = [];
  window.page.on('request', (request) =>
    requests.push(`${request.method()} ${new URL(request.url()).pathname}`),
  );

  const response = await window.page.goto(app.url + question);
  expect(await response!.text()).toContain('<strong>made on the server</strong>');
  // The button works only if the page is hydrated, and sends no request.
  await window.page.waitForLoadState('networkidle');
  await window.button('Copy answer').click();

  expect(await window.page.locator('app-markdown').textContent()).toContain('An answer made on the server.');
  expect(app.chatRequests).toHaveLength(before + 1);
  expect(requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  expect(window.problems.filter((problem) => !problem.includes('clipboard'))).toEqual([]);

  // Negative control: a request of the browser is recorded.
  app.reply = { text: 'Asked again.' };
  await window.button('Ask again').click();
  await window.waitForText('Asked again.');
  expect(app.chatRequests).toHaveLength(before + 2);
  expect(requests).toContain('POST /api/v1/chat/completions');
});

it('shows the answer in a browser without JavaScript, after the form is submitted', async () => {
  const { app, browser } = fixture;
  app.reply = { text };
  await using window = await ChatWindow.blank(browser, { javaScriptEnabled: false });
  await window.page.goto(`${app.url}/ask`);

  await window.page.getByRole('searchbox').fill('Who answers?');
  await window.page.getByRole('searchbox').press('Enter');

  expect(await window.page.locator('app-markdown').textContent()).toContain('An answer made on the server.');
});

it('shows a chat after a reload, and sends no request', async () => {
  const { app } = fixture;
  app.reply = { text };
  await using window = await fixture.open();
  await window.ask('Who answers?');
  const before = app.chatRequests.length;

  await window.page.reload();

  await window.waitForText('made on the server');
  await window.page.waitForLoadState('networkidle');
  expect(app.chatRequests).toHaveLength(before);
  await window.ask('And what did I ask before?');
  expect(app.chatRequests.at(-1)!.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  expect(window.problems).toEqual([]);
});

it('never sends the key to the browser', async () => {
  const { app, browser } = fixture;
  app.reply = { text };
  await using window = await ChatWindow.blank(browser);
  const received: Promise<string>[] = [];
  window.page.on('response', (response) => {
    received.push(
      Promise.all([response.allHeaders(), response.body().then(String, () => '')]).then(
        ([headers, body]) => JSON.stringify(headers) + body,
      ),
    );
  });

  await window.page.goto(app.url + question);
  await window.page.goto(app.url);
  await window.ask('Who answers?');

  const all = await Promise.all(received);
  expect(all.some((one) => one.includes('chat.completion.chunk'))).toBe(true);
  expect(all.filter((one) => one.includes(secret))).toEqual([]);
});
