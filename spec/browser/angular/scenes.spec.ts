import { mkdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { ChatWindow } from './chat-window.js';
import { type Scene, scenes } from './scenes.js';
import { setUp } from './set-up.js';
import { findViolations } from './find-violations.js';

const fixture = setUp();
const root = resolve(__dirname, '../../..');
/** The pictures in docs/angular.md. The others are written to temp/screenshots. */
const docsPictures = ['answer-1280-light', 'approval-360-light', 'error-360-dark'];
/** Whether the pictures of docs/angular.md are written: only on demand, since fonts differ between machines. */
const isForDocs = process.env['UPDATE_SCREENSHOTS'] === '1';
const windows = [
  { width: 360, height: 740, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  { width: 1280, height: 900, hasTouch: false, isMobile: false, deviceScaleFactor: 1 },
];

describe.each(windows)('at $width px', ({ width, height, ...device }) => {
  it.each(Object.keys(scenes) as Scene[])(
    'the state "%s" fits the width, and axe-core finds no violation, in light and dark',
    async (scene) => {
      await using window = await ChatWindow.blank(fixture.browser, {
        viewport: { width, height },
        reducedMotion: 'reduce',
        ...device,
      });
      const { page } = window;
      await scenes[scene](window, fixture.app);
      await page.evaluate(() => document.fonts.ready);

      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const picture = await takePicture(page, `${scene.replace(' ', '-')}-${width}-${colorScheme}`);

        expect((await stat(picture)).size).toBeLessThan(1_000_000);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        expect(await findViolations(page)).toEqual([]);
      }
      expect(window.problems).toEqual([]);
    },
  );
});

async function takePicture(page: Page, name: string): Promise<string> {
  const folder = resolve(
    root,
    isForDocs && docsPictures.includes(name) ? 'docs/angular' : 'temp/screenshots',
  );
  await mkdir(folder, { recursive: true });
  const path = resolve(folder, `${name}.png`);
  // After a change of the colour scheme, only the second frame shows it completely.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  await page.screenshot({ path });
  return path;
}

it('negative control: axe-core finds a field without a label', async () => {
  await using window = await fixture.open();
  await window.page.locator('textarea').evaluate((field) => {
    document.querySelector('label[for=message]')!.remove();
    field.removeAttribute('placeholder');
    field.removeAttribute('aria-describedby');
  });

  expect(await findViolations(window.page)).toEqual(['critical: label at #message']);
});
