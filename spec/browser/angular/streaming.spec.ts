import type { Page } from 'playwright-core';
import { type AngularFixture, setUp } from './set-up.js';
import { eventually } from './eventually.js';
import { words } from './words.js';

const fixture: AngularFixture = setUp();
const slowly = { tokenDelay: 10 };
/** An answer that takes 50 seconds, longer than the specs that stop it. */
const endless = { text: words(5000), timing: slowly };

/** Returns the numbers of open and cancelled requests at the mock server. */
function countRequests(): { openRequests: number; cancellations: number } {
  const { openRequests, cancellations } = fixture.app.server;
  return { openRequests, cancellations };
}

it('shows an answer while it grows', async () => {
  const text = words(150);
  fixture.app.reply = { text, timing: slowly };
  await using window = await fixture.open();

  await window.say('Talk to me.');
  const early = await window.waitForLength(20);
  const later = await window.waitForLength(early.length);
  await window.waitUntilIdle();

  expect(early.length).toBeLessThan(text.length / 2);
  expect(later.startsWith(early)).toBe(true);
  expect((await window.text()).split(/\s+/)).toEqual(text.split(/\s+/));
  expect(window.problems).toEqual([]);
});

const stops = {
  'the button': (page) => page.getByRole('button', { name: 'Stop', exact: true }).click(),
  'the key Escape': (page) => page.keyboard.press('Escape'),
} satisfies Record<string, (page: Page) => Promise<void>>;

it.each(Object.entries(stops))(
  '%s cancels the request at the mock server, and keeps the text so far',
  async (_, stop) => {
    fixture.app.reply = endless;
    await using window = await fixture.open();
    const { cancellations } = countRequests();
    await window.say('Talk to me.');
    const before = await window.waitForLength(20);

    await stop(window.page);

    await eventually(countRequests, { openRequests: 0, cancellations: cancellations + 1 });
    await window.waitUntilIdle();
    expect((await window.text()).startsWith(before)).toBe(true);
    expect(await window.answer.locator('footer').textContent()).toContain('Stopped');
    expect(window.problems).toEqual([]);
  },
);

it('leaving the route cancels the request at the mock server', async () => {
  fixture.app.reply = endless;
  await using window = await fixture.open();
  const { cancellations } = countRequests();
  await window.say('Talk to me.');
  await window.waitForLength(20);

  await window.page.getByRole('link', { name: 'Ask once' }).click();

  await eventually(countRequests, { openRequests: 0, cancellations: cancellations + 1 });
  expect(window.problems).toEqual([]);
});

it('renders about once per animation frame while 2,000 tokens arrive at full speed', async () => {
  fixture.app.reply = { text: words(2000) };
  await using window = await fixture.open('/?profile');
  // With `?profile`, every rendering adds a mark.
  await window.page.evaluate(() => {
    const frame = (): void => {
      performance.mark('frame');
      requestAnimationFrame(frame);
    };
    frame();
    performance.clearMarks('render');
  });

  await window.ask('Talk fast.');
  const [frames, renderings] = await window.page.evaluate(() =>
    ['frame', 'render'].map((name) => performance.getEntriesByName(name).length),
  );

  expect((await window.text()).split(/\s+/)).toHaveLength(2000);
  expect(await window.answer.locator('footer').textContent()).toMatch(/2,\d\d\d tokens/);
  expect(renderings).toBeGreaterThan(2);
  // In addition to one rendering per frame, sending the message and the end of the answer are rendered at once.
  expect(renderings).toBeLessThanOrEqual(frames! + 5);
});

it('a hidden tab shows an answer while it arrives, and then the whole answer', async () => {
  fixture.app.reply = { text: words(200), timing: { tokenDelay: 2 } };
  await using window = await fixture.open();
  // A hidden tab has no animation frames.
  await window.page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
    Object.defineProperty(document, 'hidden', { value: true });
    globalThis.requestAnimationFrame = () => 0;
    document.dispatchEvent(new Event('visibilitychange'));
  });

  await window.say('Talk to me.');
  const early = await window.waitForLength(10);
  await window.waitUntilIdle();

  expect(early.length).toBeLessThan(words(200).length);
  expect((await window.text()).split(/\s+/)).toHaveLength(200);
});
