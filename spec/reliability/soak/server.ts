// The server of the soak: a mock server, which reports the number of open requests to its parent.
import { startMockServer } from 'venice-rx/mock-server';
import { answerText } from './answer-text.js';

void startMockServer({
  script: [
    {
      reply: ({ messages }) => ({
        text: answerText(Number(messages[0]?.content)),
        timing: { tokenDelay: 1 },
      }),
    },
  ],
}).then((server) => {
  process.on('message', () => process.send?.(server.openRequests));
  process.on('disconnect', () => void server.close());
  process.send?.(server.baseURL);
});
