import { replyTo } from '../../../examples/angular-chat/local-script.js';
import { countAnswers } from './count-answers.js';
import { echo } from './echo.js';
import { setUp } from './set-up.js';
import { words } from './words.js';

const fixture = setUp();

it('shows the story of the brave knight while it arrives, and then the whole story', async () => {
  fixture.app.reply = (request) => ({ ...replyTo(request), timing: { tokenDelay: 5 } });
  await using window = await fixture.open();

  await window.say('Tell me a story about a brave knight.');
  const early = await window.waitForLength(20);
  await window.waitUntilIdle();

  expect(early.length).toBeLessThan(1000);
  expect(await window.text()).toMatch(
    /^In the village of Alderwick lived a knight named Maren.*went to see\.$/s,
  );
});

it('selects versions of an answer by keyboard, and keeps the focus', async () => {
  fixture.app.reply = countAnswers();
  await using window = await fixture.open();
  const { page } = window;
  await window.ask('Tell me.');
  await window.ask('And then?');
  await window.button('Regenerate').first().click();
  await window.waitForText('Answer 3.');
  expect(await window.questions()).toEqual(['Tell me.']);
  const versions = page.getByRole('group', { name: 'Versions' });
  await versions.getByText('Version 2 of 2').waitFor({ state: 'attached' });

  await versions.getByRole('button', { name: 'Previous version' }).focus();
  await page.keyboard.press('Enter');
  await window.waitForText('Answer 2.');

  expect(await window.questions()).toEqual(['Tell me.', 'And then?']);
  expect(await versions.textContent()).toContain('Version 1 of 2');
  await page.keyboard.press('Enter');
  expect(await versions.textContent()).toContain('Version 1 of 2');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await window.waitForText('Answer 3.');
  expect(await window.questions()).toEqual(['Tell me.']);
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Next version');
});

it('keeps the old version of an edited question, with all messages after it', async () => {
  fixture.app.reply = countAnswers();
  await using window = await fixture.open();
  const { page } = window;
  await window.ask('one');
  await window.ask('two');
  await window.ask('three');

  await page.locator('app-question-view').nth(1).hover();
  await window.button('Edit this message').nth(1).click();
  await page.getByLabel('Edit your message').fill('another two');
  await page.keyboard.press('Enter');
  await window.waitForText('Answer 4.');
  expect(await window.questions()).toEqual(['one', 'another two']);
  await window.button('Previous version').click();
  await window.waitForText('Answer 3.');

  expect(await window.questions()).toEqual(['one', 'two', 'three']);
  expect(fixture.app.chatRequests.at(-1)!.messages.map(({ content }) => content)).toEqual([
    'one',
    'Answer 1.',
    'another two',
  ]);
});

it('queues messages during an answer, which can be edited and cancelled', async () => {
  fixture.app.reply = { text: words(5000), timing: { tokenDelay: 10 } };
  await using window = await fixture.open();
  const { page } = window;
  const before = fixture.app.chatRequests.length;
  await window.say('Talk to me.');
  await window.waitForLength(20);
  await window.say('two');
  await window.say('three');
  await window.say('four');

  await window.button('Cancel “three”').click();
  await window.button('Edit “four”').click();
  await page.getByLabel('Edit queued message').fill('five');
  await page.keyboard.press('Enter');
  await window.button('Edit “five”').waitFor();
  expect(await page.locator('app-queue-view .text').allTextContents()).toEqual(['two', 'five']);
  expect(fixture.app.chatRequests).toHaveLength(before + 1);

  fixture.app.reply = echo;
  await window.button('Stop').click();
  await page.getByText('On hold').waitFor();
  await window.button('Continue').click();
  await window.waitForText('You said: five');
  expect(await window.questions()).toEqual(['Talk to me.', 'two', 'five']);
  expect(await page.locator('app-queue-view').count()).toBe(0);
});
