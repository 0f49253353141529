/** Converts a boolean `web_search` to `venice_parameters.enable_web_search`, which takes precedence if the request has both. */
export function withWebSearch(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { web_search: wanted, ...others } = fields;
  const parameters = others['venice_parameters'] ?? {};
  if (typeof wanted !== 'boolean' || typeof parameters !== 'object') return fields;
  return { ...others, venice_parameters: { enable_web_search: wanted ? 'on' : 'off', ...parameters } };
}
