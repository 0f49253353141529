/** A chunk of about 200 bytes of JSON; its content is its number. */
export function toChunk(index) {
  return {
    id: 'chatcmpl-8f0c2b6a9d3e4f71',
    object: 'chat.completion.chunk',
    created: 1_795_000_000,
    model: 'venice-uncensored',
    choices: [{ index: 0, delta: { content: `${index} ` }, logprobs: null, finish_reason: null }],
  };
}

/** The numbers of the chunks in a run frame. One chunk of the first run frame of a watcher may have the content of several chunks. */
export function toNumbers(values) {
  return values.flatMap(({ choices }) => choices[0].delta.content.trim().split(' ').map(Number));
}
