// Short answers of three models, whose frames have different fields. Every answer has its own id, time and fingerprint.
const words = ['Once', ' upon', ' a', ' time', ' there', ' lived', ' and'];
const usage = { prompt_tokens: 131, completion_tokens: 300, total_tokens: 431 };

/** For each model the function that builds a chunk. */
const writers = {
  'zai-org-glm-5-2': (head, delta, finish_reason) => ({
    ...head,
    choices: [
      {
        index: 0,
        delta: { role: null, content: null, reasoning_content: null, tool_calls: null, ...delta },
        finish_reason,
        logprobs: null,
      },
    ],
    usage: null,
  }),
  'qwen3-235b': (head, delta, finish_reason) => ({ ...head, choices: [{ index: 0, delta, finish_reason }] }),
  'llama-3.3-70b': ({ system_fingerprint, ...head }, delta, finish_reason) => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    system_fingerprint,
  }),
};

export const models = Object.keys(writers);

/** Placeholders in the templates for `id`, `created`, `model` and `system_fingerprint`. */
const slots = {
  id: 'chatcmpl-IIIIIIIIIIIIIIIIIIIIII',
  created: 1_234_567_890,
  model: 'MMMM',
  fingerprint: 'fp_FFFFFFFFFF',
};
const anySlot = new RegExp(Object.values(slots).join('|'), 'g');
const templates = new Map();

/**
 * The bytes of an answer: a role, `count` chunks with text, a finish reason and the usage. `model` is one of `models`, or one of
 * them with a suffix, such as `qwen3-235b/17`: a model that no client has requested before. The large primes spread the numbers in ids.
 */
export function renderAnswer(number, count, model) {
  const { id, created, fingerprint } = slots;
  const values = {
    [id]: `chatcmpl-${String(number * 7919).padStart(22, 'a')}`,
    [created]: String(1_790_000_000 + number),
    [slots.model]: model,
    [fingerprint]: `fp_${String(number * 104_729).padStart(10, 'b')}`,
  };
  return Buffer.from(template(model.split('/')[0], count).replace(anySlot, (slot) => values[slot]));
}

function template(model, count) {
  const key = `${model}/${count}`;
  if (!templates.has(key)) templates.set(key, renderTemplate(writers[model], count));
  return templates.get(key);
}

function renderTemplate(toChunk, count) {
  const head = {
    id: slots.id,
    object: 'chat.completion.chunk',
    created: slots.created,
    model: slots.model,
    system_fingerprint: slots.fingerprint,
  };
  const chunks = [
    toChunk(head, { role: 'assistant', content: '' }, null),
    ...Array.from({ length: count }, (_, at) => toChunk(head, { content: words[at % words.length] }, null)),
    toChunk(head, {}, 'stop'),
    { ...head, choices: [], usage },
  ];
  return [...chunks.map((data) => `data: ${JSON.stringify(data)}\n\n`), 'data: [DONE]\n\n'].join('');
}
