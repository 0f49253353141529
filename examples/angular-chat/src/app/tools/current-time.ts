import { tool } from 'venice-rx';

/** Tells the time, here or in a time zone. */
export const currentTime = tool({
  name: 'current_time',
  description: 'Tells date and time of day now, where the user is or in a time zone.',
  inputSchema: {
    type: 'object',
    properties: { timeZone: { type: 'string', description: 'IANA name, such as Europe/Rome' } },
  },
  execute: ({ timeZone }) => {
    const zone = typeof timeZone === 'string' && timeZone !== '' ? { timeZone } : {};
    const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', ...zone });
    return { now: format.format(new Date()), timeZone: format.resolvedOptions().timeZone };
  },
});
