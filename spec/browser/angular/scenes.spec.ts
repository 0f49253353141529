import { mkdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ChatWindow } from './chat-window.js';
import { type Scene, scenes } from './scenes.js';
import { setUp } from './set-up.js';
import { violationsIn } from './violations-in.js';

const surroundings = setUp();
const root = resolve(__dirname, '../../..');
/** Those that docs/angular.md shows; the rest is left in a folder that is not committed. */
const chosen = ['answer-1280-light', 'code-1280-dark', 'approval-360-light', 'error-360-dark'];
/** Only on demand, since fonts are not the same on every machine. */
const isForDocs = process.env['UPDATE_SCREENSHOTS'] === '1';
const windows = [
  { width: 360, height: 740, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  { width: 1280, height: 800, hasTouch: false, isMobile: false, deviceScaleFactor: 1 },
];
const looks = windows.flatMap((window) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ ...window, colorScheme })),
);

describe.each(looks)('at $width px, $colorScheme', ({ width, height, colorScheme, ...device }) => {
  it.each(Object.keys(scenes) as Scene[])(
    '%s fits into the window, and axe-core finds nothing',
    async (scene) => {
      await using window = await ChatWindow.blank(surroundings.browser, {
        viewport: { width, height },
        colorScheme,
        reducedMotion: 'reduce',
        ...device,
      });
      await scenes[scene](window, surroundings.app);
      await window.page.evaluate(() => document.fonts.ready);

      const name = `${scene.replace(' ', '-')}-${width}-${colorScheme}`;
      const folder = resolve(root, isForDocs && chosen.includes(name) ? 'docs/angular' : 'temp/screenshots');
      await mkdir(folder, { recursive: true });
      const path = resolve(folder, `${name}.png`);
      await window.page.screenshot({ path });

      expect((await stat(path)).size).toBeLessThan(1_000_000);
      expect(await window.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect(await violationsIn(window.page)).toEqual([]);
      expect(window.complaints).toEqual([]);
    },
  );
});

it('axe-core finds what is wrong, if something is', async () => {
  await using window = await surroundings.open();
  await window.page.locator('textarea').evaluate((field) => {
    document.querySelector('label[for=message]')!.remove();
    field.removeAttribute('placeholder');
    field.removeAttribute('aria-describedby');
  });

  expect(await violationsIn(window.page)).toEqual(['critical: label at #message']);
});
