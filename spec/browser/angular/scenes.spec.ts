import { mkdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { ChatWindow } from './chat-window.js';
import { type Scene, scenes } from './scenes.js';
import { setUp } from './set-up.js';
import { violationsIn } from './violations-in.js';

const fixture = setUp();
const root = resolve(__dirname, '../../..');
/** Those that docs/angular.md shows; the rest is left in a folder that is not committed. */
const chosen = ['answer-1280-light', 'approval-360-light', 'error-360-dark'];
/** Only on demand, since fonts are not the same on every machine. */
const isForDocs = process.env['UPDATE_SCREENSHOTS'] === '1';
const windows = [
  { width: 360, height: 740, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  { width: 1280, height: 900, hasTouch: false, isMobile: false, deviceScaleFactor: 1 },
];

describe.each(windows)('at $width px', ({ width, height, ...device }) => {
  it.each(Object.keys(scenes) as Scene[])(
    '%s fits, and axe-core finds nothing, light and dark',
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
        expect(await violationsIn(page)).toEqual([]);
      }
      expect(window.complaints).toEqual([]);
    },
  );
});

async function takePicture(page: Page, name: string): Promise<string> {
  const folder = resolve(root, isForDocs && chosen.includes(name) ? 'docs/angular' : 'temp/screenshots');
  await mkdir(folder, { recursive: true });
  const path = resolve(folder, `${name}.png`);
  // The frame after next shows all of another colour scheme.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  await page.screenshot({ path });
  return path;
}

it('axe-core finds what is wrong, if something is', async () => {
  await using window = await fixture.open();
  await window.page.locator('textarea').evaluate((field) => {
    document.querySelector('label[for=message]')!.remove();
    field.removeAttribute('placeholder');
    field.removeAttribute('aria-describedby');
  });

  expect(await violationsIn(window.page)).toEqual(['critical: label at #message']);
});
