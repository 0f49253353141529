/** Minimum length of a sequence of base64 characters that is not counted; a shorter one may be a word. */
const minBase64Length = 999;

/** Counts the characters of JSON without its long base64 strings, in one pass: a prompt can have megabytes. */
export function lengthWithoutBase64(json: string): number {
  let length = json.length;
  let base64Length = 0;
  for (let index = 0; index <= json.length; index += 1) {
    if (isBase64(json.charCodeAt(index))) base64Length += 1;
    else {
      if (base64Length >= minBase64Length) length -= base64Length;
      base64Length = 0;
    }
  }
  return length;
}

/** Whether the code is that of a letter, a digit, `_`, `+` or `/`; false for the `NaN` of `charCodeAt` at the end. */
function isBase64(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 47 && code <= 57) ||
    code === 43 ||
    code === 95
  );
}
