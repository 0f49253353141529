import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Returns CHROMIUM_PATH, or the path of the first Chromium or Chrome on PATH; undefined if there is no such file. */
export function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return (process.env.CHROMIUM_PATH ? [process.env.CHROMIUM_PATH] : onPath).find((path) => existsSync(path));
}
