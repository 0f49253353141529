import { printable } from '../../../src/cli/terminal/printable.js';

describe('printable', () => {
  it('keeps the control characters of the spinner, but removes the same characters from an answer', () => {
    const spinner = ['\r\x1b[K', '\r⠋ '];

    expect(spinner.map((text) => printable({ to: 'stderr', text }, true))).toEqual(spinner);
    expect(spinner.map((text) => printable({ to: 'stdout', text }, true))).toEqual(['[K', '⠋ ']);
  });

  it('does not change an answer if stdout is not a terminal', () => {
    expect(printable({ to: 'stdout', text: '\r\x1b[K' }, false)).toBe('\r\x1b[K');
  });
});
