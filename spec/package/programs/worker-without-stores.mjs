// A worker without `node:async_hooks`. Answers with the text of the answer.
import { lastValueFrom } from 'rxjs';
import { VeniceClient, toContent } from 'venice-rx';

const messages = [{ role: 'user', content: 'Who am I?' }];

export default {
  async fetch(_request, { baseURL }) {
    const client = new VeniceClient({ baseURL, apiKey: 'key-of-alice' });
    const answer = client.chat.completions.create({ model: 'default', messages, stream: true });
    return Response.json(await lastValueFrom(answer.pipe(toContent())));
  },
};
