import type { TerminalCapabilities } from '../../../src/cli/terminal/terminal-capabilities.js';

/** Standard output and standard error are pipes. */
export const pipeCapabilities: TerminalCapabilities = {
  paint: (_, text) => text,
  isInteractive: false,
  isTerminal: false,
};

/** Standard output and standard error are a terminal. Styles are written as tags. */
export const terminalCapabilities: TerminalCapabilities = {
  paint: (style, text) => `<${style}>${text}</${style}>`,
  isInteractive: true,
  isTerminal: true,
};
