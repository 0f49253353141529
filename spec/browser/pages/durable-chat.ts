import { VeniceClient, accumulate, toState } from 'venice-rx';
import { durableChat, followRun, stopRun } from 'venice-rx/durable';

// A page whose run is in its address: `?start` starts it, without it the page follows it. The text is the answer, the title its status.
const { searchParams, origin } = new URL(location.href);
const id = searchParams.get('run') ?? '';
const client = new VeniceClient({
  baseURL: origin,
  // With `forgets`, the negative control: a page that reconnects without Last-Event-ID.
  requestInterceptors: searchParams.has('forgets')
    ? [
        (request, next) => {
          const { 'last-event-id': _forgotten, ...headers } = request.headers;
          return next({ ...request, headers });
        },
      ]
    : [],
});
const request = {
  model: 'default',
  messages: [{ role: 'user', content: 'A story.' }],
  stream: true,
} as const;
const chunks = searchParams.has('start')
  ? durableChat(client, { runId: () => id })(request)
  : followRun(client, id);
// A reload of the page that has started a run follows it.
history.replaceState(null, '', location.href.replace('&start', ''));

chunks.pipe(accumulate(), toState()).subscribe(({ status, completion, error }) => {
  document.body.textContent = completion?.choices[0]?.message.content ?? '';
  document.title = error?.name ?? status;
});
Object.assign(window, { stop: () => stopRun(client, id).subscribe() });
