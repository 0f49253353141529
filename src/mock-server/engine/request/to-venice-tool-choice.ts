/** Converts a tool choice to the format of Venice: `{ "type": "auto" }` becomes `"auto"`. */
export function toVeniceToolChoice(choice: unknown): unknown {
  if (typeof choice !== 'object' || choice === null || !('type' in choice)) return choice;
  return choice.type === 'function' ? choice : choice.type;
}
