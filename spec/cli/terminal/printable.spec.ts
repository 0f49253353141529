import { printable } from '../../../src/cli/terminal/printable.js';

describe('printable', () => {
  it('lets the spinner move the cursor, but no answer that looks like it', () => {
    const spinner = ['\r\x1b[K', '\r⠋ '];

    expect(spinner.map((text) => printable({ to: 'stderr', text }, true))).toEqual(spinner);
    expect(spinner.map((text) => printable({ to: 'stdout', text }, true))).toEqual(['[K', '⠋ ']);
  });

  it('leaves an answer as it is where no terminal shows it', () => {
    expect(printable({ to: 'stdout', text: '\r\x1b[K' }, false)).toBe('\r\x1b[K');
  });
});
