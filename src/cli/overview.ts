import { commands } from './commands.js';
import { columns } from './terminal/columns.js';

/** Output of `venice-rx --help`. */
export const overview = `Usage: venice-rx COMMAND [options]

Commands:
${columns(commands.map(({ name, summary }) => [`  ${name}`, summary]))}

Options:
  -h, --help     prints this help; after a command, the help of that command
  -v, --version  prints the version

Environment:
  VENICE_API_KEY   the key; there is no option for it, since other users of a machine can see options
  VENICE_BASE_URL  the address of another server than Venice

venice-rx chat "Tell me a story." sends one prompt; venice-rx chat, on a terminal, starts a conversation.
`;
