/** A chunk of about 190 bytes, as a server sends it; its content is its number. */
export function toChunk(index) {
  return {
    id: 'chatcmpl-8f0c2b6a9d3e4f71',
    object: 'chat.completion.chunk',
    created: 1_795_000_000,
    model: 'venice-uncensored',
    choices: [{ index: 0, delta: { content: `${index} ` }, logprobs: null, finish_reason: null }],
  };
}

/** The numbers of the chunks in a run frame; the first one may have merged several chunks into one. */
export function toNumbers(values) {
  return values.flatMap(({ choices }) => choices[0].delta.content.trim().split(' ').map(Number));
}
