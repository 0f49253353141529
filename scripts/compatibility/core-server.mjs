// The mock server of programs that run in another process. A program gets the number of cancelled requests with a special prompt.
import { startMockServer } from '../../dist/esm/mock-server/index.js';

const story = 'Once upon a time there was a brave knight.';

/** Starts the mock server of `core-in-other-runtimes.cjs`. */
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
        return { text: story.repeat(20), timing: { tokenDelay: 20 } };
      case 'How many have left?':
        return { text: `${server.cancellations}` };
      default:
        return { text: story, timing: { tokenDelay: 1 } };
    }
  }
}
