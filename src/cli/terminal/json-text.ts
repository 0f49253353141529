/** JSON in lines for a person at a terminal, and in one line for a program behind a pipe. */
export function jsonText(value: unknown, isShown: boolean): string {
  return `${JSON.stringify(value, null, isShown ? 2 : 0)}\n`;
}
