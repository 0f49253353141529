const messages = [{ role: 'user', content: 'Tell me a story.' }];

/** What every adapter asks: as arguments of a client, and as the request that is written by hand. */
export function ask({ model = 'default', signal } = {}) {
  return {
    model,
    messages,
    signal,
    headers: {
      authorization: 'Bearer bench',
      'content-type': 'application/json',
      accept: 'text/event-stream',
    },
    body: JSON.stringify({ model, messages, stream: true, stream_options: { include_usage: true } }),
  };
}
