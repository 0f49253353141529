import { printable } from '../../../src/cli/terminal/printable.js';

describe('printable', () => {
  it('keeps the control characters of the spinner, but not the same ones in an answer', () => {
    const spinner = ['\r\x1b[K', '\r⠋ '];

    expect(spinner.map((text) => printable({ to: 'stderr', text }, true))).toEqual(spinner);
    expect(spinner.map((text) => printable({ to: 'stdout', text }, true))).toEqual(['[K', '⠋ ']);
  });

  it('does not change an answer that is not shown on a terminal', () => {
    expect(printable({ to: 'stdout', text: '\r\x1b[K' }, false)).toBe('\r\x1b[K');
  });
});
