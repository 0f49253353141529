// The labels of values in pictures. The kind of a label selects the color of its box.
/** Returns `text` and `kind` of a value: a string, a chunk, a snapshot, a state, a tool call, or an object of an answer. */
export function toLabel(value) {
  if (typeof value === 'string') return { kind: 'text', text: value };
  if (value.object === 'chat.completion.chunk') return toChunkLabel(value);
  if (value.object === 'chat.completion') return { kind: 'snapshot', text: getText(value) };
  if (value.status) return toStateLabel(value);
  if (value.type === 'function') return { kind: 'tool', text: toCallName(value) };
  return { kind: 'snapshot', text: JSON.stringify(value).replaceAll('"', '').replaceAll(',', ', ') };
}

/** Returns the label of an error. */
export function toErrorLabel(error) {
  const { name, status, attempts, partial } = error;
  const parts = [
    error.inBand ? error.code : (status ?? name),
    ...(attempts === undefined ? [] : [`attempts: ${attempts}`]),
    ...(partial === undefined ? [] : [`partial: “${getText(partial)}”`]),
  ];
  return parts.join(', ');
}

function toChunkLabel({ choices, usage }) {
  const [{ delta = {}, finish_reason } = {}] = choices;
  if (delta.tool_calls) return { kind: 'tool', text: delta.tool_calls.map(toCallName).join(' ') };
  if (delta.reasoning_content) return { kind: 'reasoning', text: delta.reasoning_content };
  if (delta.content) return { kind: 'text', text: delta.content };
  if (delta.role) return { kind: 'frame', text: 'role' };
  if (finish_reason) return { kind: 'frame', text: 'finish' };
  if (usage) return { kind: 'frame', text: 'usage' };
  throw new Error('a picture has no label for an empty chunk');
}

function toStateLabel({ status, completion }) {
  if (completion === undefined) return { kind: 'frame', text: status };
  const kind = status === 'failed' ? 'failed' : 'snapshot';
  return { kind, text: `${status}: ${getText(completion)}` };
}

function toCallName({ function: { name = '…', arguments: json } }) {
  return `${name} ${json}`.trim();
}

function getText({ choices }) {
  return choices[0].message.content || '(empty)';
}
