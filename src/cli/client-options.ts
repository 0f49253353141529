/** Options of every command that sends requests. */
export const clientOptions = {
  'base-url': { value: 'ADDRESS', help: 'another server; default: VENICE_BASE_URL, else Venice' },
} as const;
