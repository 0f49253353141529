// Chunks in the forms of several servers. Every chunk of `corpora` has text, so that all adapters count the same number.
const words = ['Once', ' upon', ' a', ' time', ' there', ' lived', ' and'];
const unusualTexts = ['Ångström', ' "quoted"', ' line\n', ' 👑', ' back\\slash'];
const envelope = {
  id: 'chatcmpl-7f3a9b8c7d6e5f4a3b2c1d',
  object: 'chat.completion.chunk',
  created: 1_790_000_000,
};
const word = (number) => words[number % words.length];
/** Each frame of `unlike` has some of these ten fields, so that frames with the same fields are far apart. */
const vendorFields = [
  'region',
  'shard',
  'queue',
  'trace',
  'build',
  'tier',
  'zone',
  'cached',
  'batch',
  'seed',
];
/** Hashes a number to 16 bits. */
const toHash = (number) => Math.imul(number ^ (number >>> 7), 2_654_435_761) >>> 16;
const usageAt = (number) => ({
  prompt_tokens: 131,
  completion_tokens: number,
  total_tokens: 131 + number,
});

/** For each kind of stream, the function from the number of a chunk to the chunk. */
export const corpora = {
  venice: (number) => ({
    ...envelope,
    model: 'zai-org-glm-5-2',
    choices: [
      {
        index: 0,
        delta: { role: null, content: word(number), reasoning_content: null, tool_calls: null },
        finish_reason: null,
        logprobs: null,
      },
    ],
    usage: null,
  }),
  usage: (number) => ({
    ...envelope,
    model: 'zai-org-glm-5-2',
    choices: [{ index: 0, delta: { content: word(number) }, finish_reason: null }],
    usage: usageAt(number),
  }),
  random: (number) => ({
    ...envelope,
    model: 'gpt',
    choices: [
      { index: 0, delta: { content: [...words, ...unusualTexts][number % 12] }, finish_reason: null },
    ],
    obfuscation: 'x'.repeat((number * 7919) % 13),
  }),
  azure: (number) => ({
    choices: [
      {
        content_filter_results: {
          hate: { filtered: false, severity: 'safe' },
          violence: { filtered: false, severity: 'safe' },
        },
        delta: { content: word(number) },
        finish_reason: null,
        index: 0,
        logprobs: null,
      },
    ],
    ...envelope,
    model: 'gpt-4.1',
    system_fingerprint: 'fp_a1b2c3d4e5',
  }),
  perplexity: (number) => ({
    ...envelope,
    model: 'sonar',
    usage: { ...usageAt(number), search_context_size: 'low' },
    citations: ['https://example.com/a', 'https://example.com/b'],
    choices: [{ index: 0, finish_reason: null, delta: { role: 'assistant', content: word(number) } }],
  }),
  groq: (number) => ({
    ...envelope,
    model: 'llama-4-scout',
    system_fingerprint: 'fp_c5f20b5bb1',
    choices: [{ index: 0, delta: { content: word(number) }, logprobs: null, finish_reason: null }],
  }),
  qwen: (number) => ({
    choices: [
      {
        delta: { content: word(number), reasoning_content: null },
        finish_reason: null,
        index: 0,
        logprobs: null,
      },
    ],
    object: 'chat.completion.chunk',
    usage: null,
    created: 1_790_000_000,
    system_fingerprint: null,
    model: 'qwen3-235b',
    id: 'chatcmpl-5d6e7f80-1111-2222-3333-444455556666',
  }),
  deepseek: (number) => ({
    ...envelope,
    id: '930c60df-bf64-41c9-a88e-3ec75f81e00e',
    model: 'deepseek-chat',
    system_fingerprint: 'fp_8802369eaa_prod0425fp8',
    choices: [{ index: 0, delta: { content: word(number) }, logprobs: null, finish_reason: null }],
  }),
  unlike: (number) => ({
    ...envelope,
    ...Object.fromEntries(
      vendorFields.filter((_, bit) => (toHash(number) >> bit) & 1).map((key) => [key, 1]),
    ),
    choices: [{ index: 0, delta: { content: word(number) }, finish_reason: null }],
  }),
};

/** The first chunk of each stream. */
export const opening = [
  {
    ...envelope,
    model: 'zai-org-glm-5-2',
    choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }],
  },
];

/** The last chunks of each stream: the finish reason, then the usage without a choice. */
export const ending = [
  {
    ...envelope,
    model: 'zai-org-glm-5-2',
    choices: [{ index: 0, delta: { content: null }, finish_reason: 'stop' }],
  },
  {
    ...envelope,
    model: 'zai-org-glm-5-2',
    choices: [],
    usage: usageAt(20_000),
    cost: { usd: 0.012, diem: 0 },
  },
];

/** The streams of each row of the table. */
export const workloads = {
  Venice: ['venice'],
  'usage in every chunk': ['usage'],
  'random lengths, escapes': ['random'],
  'five providers': ['azure', 'perplexity', 'groq', 'qwen', 'deepseek'],
  'nothing alike': ['unlike'],
};
