import type { Look } from '../../../src/cli/terminal/look-of.js';

/** Everything goes into pipes. */
export const unwatched: Look = { paint: (_, text) => text, isWatched: false, isShown: false };

/** Everything goes to a terminal; styles are written as tags. */
export const watched: Look = {
  paint: (style, text) => `<${style}>${text}</${style}>`,
  isWatched: true,
  isShown: true,
};
