const words = ['Once', ' upon', ' a', ' time', ' there', ' lived', ' and'];
const odd = ['Ångström', ' "quoted"', ' line\n', ' 👑', ' back\\slash'];
const envelope = {
  id: 'chatcmpl-7f3a9b8c7d6e5f4a3b2c1d',
  object: 'chat.completion.chunk',
  created: 1_790_000_000,
};

/** Frames of streams, by their number. */
export const corpora = {
  Venice: (number) => ({
    ...envelope,
    model: 'zai-org-glm-5-2',
    choices: [
      {
        index: 0,
        delta: { role: null, content: words[number % 7], reasoning_content: null, tool_calls: null },
        finish_reason: null,
        logprobs: null,
      },
    ],
    usage: null,
  }),
  'usage in every chunk': (number) => ({
    ...envelope,
    model: 'zai-org-glm-5-2',
    choices: [{ index: 0, delta: { content: words[number % 7] }, finish_reason: null }],
    usage: { prompt_tokens: 131, completion_tokens: number, total_tokens: 131 + number },
  }),
  'random lengths, escapes': (number) => ({
    ...envelope,
    model: 'gpt',
    choices: [{ index: 0, delta: { content: [...words, ...odd][number % 12] }, finish_reason: null }],
    obfuscation: 'x'.repeat((number * 7919) % 13),
  }),
  'nothing alike': (number) => ({
    ...envelope,
    choices: [{ index: 0, delta: { content: words[number % 7] }, finish_reason: null }],
    [`key${(number * 2_654_435_761) % 4_294_967_296}`]: 1,
  }),
};
