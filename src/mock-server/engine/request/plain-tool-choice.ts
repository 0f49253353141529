/** A choice of tools as Venice knows it: `{ "type": "auto" }` means `"auto"`. */
export function plainToolChoice(choice: unknown): unknown {
  if (typeof choice !== 'object' || choice === null || !('type' in choice)) return choice;
  return choice.type === 'function' ? choice : choice.type;
}
