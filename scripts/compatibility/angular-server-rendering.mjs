import assert from 'node:assert/strict';
import { secret, text } from './angular-server.mjs';

/** Checks a page as the server sends it: the answer in its HTML and in its transfer state. Resolves to the number of checks. */
export async function checkServerRendering(start) {
  const app = await start();
  try {
    const response = await fetch(`${app.url}/ask?q=Who%20answers%3F`);
    const html = await response.text();
    assert.equal(response.status, 200);
    assert.match(html, /<strong>made on the server<\/strong>/);
    const [, state] = html.match(/<script id="ng-state" type="application\/json">(.*?)<\/script>/s) ?? [];
    const answers = Object.values(JSON.parse(state ?? '{}')).filter((value) =>
      JSON.stringify(value).includes(text),
    );
    assert.equal(answers.length, 1, 'the answer is in the transfer state');
    assert.ok(!html.includes(secret), 'the page does not contain the key');
    assert.equal(app.chats.length, 1);
    const [{ headers }] = app.chats;
    assert.equal(headers['x-second'], 'first, session-of-server');
    return 6;
  } finally {
    await app.close();
  }
}
