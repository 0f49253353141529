import { tool } from 'venice-rx';

/** Saves a string as a file on the user's device. The user must approve the call. */
export const saveFile = tool({
  name: 'save_file',
  description: "Saves a text as a file on the user's device. The user is asked first.",
  inputSchema: {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'Name of the file, such as notes.md' },
      text: { type: 'string', description: 'Content of the file' },
    },
    required: ['name', 'text'],
  },
  needsApproval: true,
  execute: (args) => {
    const name = String(args['name'] ?? 'untitled.txt');
    const text = String(args['text'] ?? '');
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
    return { saved: name, characters: text.length };
  },
});
