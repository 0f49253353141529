/** Converts a boolean `web_search` to `venice_parameters.enable_web_search`, which is not overwritten if the request has both. */
export function withWebSearch(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { web_search: enabled, ...others } = fields;
  const parameters = others['venice_parameters'] ?? {};
  if (typeof enabled !== 'boolean' || typeof parameters !== 'object') return fields;
  return { ...others, venice_parameters: { enable_web_search: enabled ? 'on' : 'off', ...parameters } };
}
