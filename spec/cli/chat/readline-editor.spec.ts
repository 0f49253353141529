import { PassThrough } from 'node:stream';
import type { LineEvent } from '../../../src/cli/chat/line-editor.js';
import { ReadlineEditor } from '../../../src/cli/chat/readline-editor.js';
import { until } from '../../mock-server/until.js';

/** Opens an editor on streams. `press` resolves when the editor has read the keys. */
function openEditor(): {
  editor: ReadlineEditor;
  events: LineEvent[];
  press: (keys: string) => Promise<void>;
  screen: () => string;
  close: () => void;
} {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()];
  let output = '';
  stderr.on('data', (text: Buffer) => {
    output += String(text);
  });
  const editor = new ReadlineEditor({ env: { TERM: 'xterm' }, stdin, stderr });
  const events: LineEvent[] = [];
  const subscription = editor.events.subscribe((event) => events.push(event));
  let bytesRead = 0;
  stdin.on('data', (keys: Buffer) => {
    bytesRead += keys.length;
  });
  let bytesWritten = 0;
  return {
    editor,
    events,
    press: async (keys) => {
      bytesWritten += Buffer.byteLength(keys);
      stdin.write(keys);
      await until(() => bytesRead === bytesWritten);
    },
    screen: () => output,
    close: () => {
      subscription.unsubscribe();
    },
  };
}

describe('ReadlineEditor', () => {
  it('emits a paste during an answer as one line event, and does not show it', async () => {
    const { events, press, screen, close } = openEditor();
    await press('Count!\r');
    const before = screen();
    await press('\x1b[200~one\rtwo\x1b[201~');
    expect(events).toEqual([{ type: 'line', line: 'Count!' }]);
    await press('\r');

    expect(events[1]).toEqual({ type: 'line', line: 'one\ntwo' });
    expect(screen()).toBe(before);
    close();
  });

  it('shows all lines of a half-typed prompt at the next prompt', async () => {
    const { editor, events, press, screen, close } = openEditor();
    await press('Count!\r');
    await press('\x1b[200~one\rtwo\x1b[201~');
    const before = screen().length;
    editor.prompt();

    expect(screen().slice(before)).toContain('> one\n');
    expect(screen().slice(before)).toMatch(/… .*two/);
    await press('!\r');
    expect(events[1]).toEqual({ type: 'line', line: 'one\ntwo!' });
    close();
  });

  it('reports all lines at an interrupt, and clears them', async () => {
    const { editor, events, press, close } = openEditor();
    await press('one\\\rtwo');
    await press('\x03');
    expect(events).toEqual([{ type: 'interrupt', line: 'one\ntwo' }]);
    editor.clear();
    await press('three\r');

    expect(events[1]).toEqual({ type: 'line', line: 'three' });
    close();
  });

  it('reports the earlier lines at an interrupt at an empty line', async () => {
    const { events, press, close } = openEditor();
    await press('\\\r\x03');

    expect(events).toEqual([{ type: 'interrupt', line: '\n' }]);
    close();
  });
});
