/** State before the first character of a JSON object. */
export const beforeObject = 0;
/** State after a whole object. */
export const afterObject = -1;
/** State after anything that is not one object. */
const noObject = -2;

const quote = 0x22;
const backslash = 0x5c;
const inString = 1;
const isEscaped = 2;
const level = 4;

/**
 * Returns the state after more text of a JSON object: one of the states above, or 4 times the number of open brackets plus the flags of an
 * open string. Keeping the state between pieces means that each character is read only once.
 */
export function scanObject(before: number, text: string): number {
  let state = before;
  for (let at = 0; at < text.length && state !== noObject; at += 1) {
    const code = text.charCodeAt(at);
    if (state <= beforeObject) state = outside(state, code);
    else if ((state & inString) === 0) state = inside(state, code);
    else if ((state & isEscaped) !== 0) state -= isEscaped;
    else if (code === backslash) state += isEscaped;
    else if (code === quote) state -= inString;
  }
  return state;
}

function outside(state: number, code: number): number {
  if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) return state;
  return state === beforeObject && code === 0x7b ? level : noObject;
}

function inside(state: number, code: number): number {
  if (code === quote) return state + inString;
  if (code === 0x7b || code === 0x5b) return state + level;
  if (code !== 0x7d && code !== 0x5d) return state;
  return state === level ? afterObject : state - level;
}
