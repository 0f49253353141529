// The server of the soak: answers what it is asked, lets go wrong what a request wants, and tells what is still open.
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
