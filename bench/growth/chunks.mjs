const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_790_000_000, model: 'm' };

/** A chunk whose only choice is `choice`. */
function chunkWith(choice) {
  return { ...head, choices: [{ index: 0, finish_reason: null, ...choice }] };
}

export function chunkOfText(content) {
  return chunkWith({ delta: { content } });
}

export const textChunk = chunkOfText(' word');

export const recordChunk = chunkOfText('{"id":1,"name":"Maren of Alderwick","kind":"knight"},');

export const logprobsChunk = chunkWith({
  delta: { content: ' word' },
  logprobs: { content: [{ token: ' word', logprob: -0.1, bytes: null, top_logprobs: [] }] },
});

export const toolStartChunk = chunkWith({
  delta: {
    tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'f', arguments: '' } }],
  },
});

export const toolChunk = chunkWith({
  delta: { tool_calls: [{ index: 0, function: { arguments: '{"a":' } }] },
});
