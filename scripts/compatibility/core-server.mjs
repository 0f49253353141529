// The mock server of programs that run in another process: it also tells them how many requests were cancelled.
import { startMockServer } from '../../dist/esm/mock-server/index.js';

const said = 'Once upon a time there was a brave knight.';

/** What `core-in-other-runtimes.cjs` expects: a story, slowly on request, a tool, and the number of cancelled requests. */
export async function startCoreServer() {
  const server = await startMockServer({ script: [{ reply }], apiKey: 'the-key-of-this-server' });
  return server;

  function reply({ messages }) {
    const { role, content } = messages.at(-1);
    if (role === 'tool') return { text: `Oslo: ${content}` };
    switch (content) {
      case 'Weather?':
        return { text: '', toolCalls: [{ name: 'weather', arguments: { city: 'Oslo' } }] };
      case 'Slowly!':
        return { text: said.repeat(20), timing: { tokenDelay: 20 } };
      case 'How many have left?':
        return { text: `${server.cancellations}` };
      default:
        return { text: said, timing: { tokenDelay: 1 } };
    }
  }
}
