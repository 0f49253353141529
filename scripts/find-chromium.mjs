import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of Chromium: that of CHROMIUM_PATH, or of an installed one. Undefined if there is none. */
export function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return (process.env.CHROMIUM_PATH ? [process.env.CHROMIUM_PATH] : onPath).find((path) => existsSync(path));
}
