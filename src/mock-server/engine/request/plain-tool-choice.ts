/** Converts a tool choice to Venice's form: `{ "type": "auto" }` becomes `"auto"`. */
export function plainToolChoice(choice: unknown): unknown {
  if (typeof choice !== 'object' || choice === null || !('type' in choice)) return choice;
  return choice.type === 'function' ? choice : choice.type;
}
