const size = 256 * 1024;

/** Repeats the element, separated by commas, so that the whole body has almost 256 KiB. */
function many(element: string): string {
  return Array(Math.floor((size - 200) / (element.length + 1)))
    .fill(element)
    .join(',');
}

const inMessages = (messages: string): string => `{"model":"default","messages":[${messages}]}`;
const content = (parts: string, role = 'user'): string =>
  inMessages(`{"role":"${role}","content":[${parts}]}`);
const field = (name: string, value: string): string =>
  `{"model":"default","messages":[{"role":"user","content":"Hi"}],"${name}":${value}}`;
const keys = (value: string): string =>
  Array.from({ length: 20_000 }, (_, index) => `"k${index}":${value}`).join(',');
const assistant = (more: string): string => inMessages(`{"role":"assistant","content":"Hi",${more}}`);
const deep = '['.repeat(size / 2 - 200) + ']'.repeat(size / 2 - 200);

/** Hostile bodies of 200 to 256 KiB, by their content. */
export const hostileRequests: Readonly<Record<string, string>> = {
  'parts {}': content(many('{}')),
  'parts null': content(many('null')),
  'parts []': content(many('[]')),
  'parts 1': content(many('1')),
  'parts of an unknown type': content(many('{"type":"x"}')),
  'parts of empty text': content(many('{"type":"text","text":""}')),
  'parts of text': content(many('{"type":"text","text":"a"}')),
  'parts of an image without a URL': content(many('{"type":"image_url"}')),
  'parts of an assistant message': content(many('{}'), 'assistant'),
  'parts of a system message': content(many('{}'), 'system'),
  'parts of a tool message': content(many('{}'), 'tool'),
  'messages {}': inMessages(many('{}')),
  'messages null': inMessages(many('null')),
  'messages of an unknown role': inMessages(many('{"role":"x"}')),
  'messages with wrong parts': inMessages(many(`{"role":"user","content":[${'{},'.repeat(50)}{}]}`)),
  'messages with keys': inMessages(`{"role":"user","content":"Hi",${keys('1')}}`),
  'messages with __proto__': inMessages(many('{"__proto__":1}')),
  'reasoning_details null': assistant(`"reasoning_details":[${many('null')}]`),
  'reasoning_details {}': assistant(`"reasoning_details":[${many('{}')}]`),
  'valid reasoning_details': assistant(`"reasoning_details":[${many('{"type":"a"}')}]`),
  'tool_calls {}': assistant(`"tool_calls":[${many('{}')}]`),
  'tool_calls null': assistant(`"tool_calls":[${many('null')}]`),
  'unknown fields': `{"model":"default",${keys('1')}}`,
  'a long field name in capitals': field('x', '1').replace('"x"', `"${'A'.repeat(size - 200)}"`),
  'deep arrays': inMessages(deep),
  'deep content': content(deep),
  'deep field': field('metadata', deep),
  'stop null': field('stop', `[${many('null')}]`),
  'stop "a"': field('stop', `[${many('"a"')}]`),
  'stop_token_ids null': field('stop_token_ids', `[${many('null')}]`),
  'include null': field('include', `[${many('null')}]`),
  'fallbacks {}': field('fallbacks', `[${many('{}')}]`),
  'tools {}': field('tools', `[${many('{}')}]`),
  'tools null': field('tools', `[${many('null')}]`),
  'tools without a name': field('tools', `[${many('{"type":"function","function":{}}')}]`),
  'metadata 1': field('metadata', `{${keys('1')}}`),
  venice_parameters: field('venice_parameters', `{${keys('1')}}`),
  response_format: field('response_format', `{"type":"json_schema","json_schema":{${keys('1')}}}`),
  'a string of escapes': inMessages(`{"role":"user","content":"${'\\u0020'.repeat(size / 6 - 50)}"}`),
  'a string of quotes': inMessages(`{"role":"user","content":"${'\\"'.repeat(size / 2 - 100)}"}`),
  'a long role': inMessages(`{"role":"${'x'.repeat(size - 200)}"}`),
  'a long model': field('model', `"${' '.repeat(size - 200)}"`),
  'a long anon_user_id': field('anon_user_id', `"${'|'.repeat(size - 200)}"`),
};
