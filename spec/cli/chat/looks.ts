import type { TerminalCapabilities } from '../../../src/cli/terminal/terminal-capabilities.js';

/** Everything goes into pipes. */
export const unwatched: TerminalCapabilities = { paint: (_, text) => text, isWatched: false, isShown: false };

/** Everything goes to a terminal; styles are written as tags. */
export const watched: TerminalCapabilities = {
  paint: (style, text) => `<${style}>${text}</${style}>`,
  isWatched: true,
  isShown: true,
};
