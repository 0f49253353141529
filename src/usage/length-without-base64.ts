/** Minimum length of a base64 run; longer than any word. */
const minBase64Length = 999;

/** Counts the characters of a JSON string, excluding runs of base64. One pass, since a prompt can have megabytes. */
export function lengthWithoutBase64(json: string): number {
  let length = json.length;
  let run = 0;
  for (let index = 0; index <= json.length; index += 1) {
    if (isBase64(json.charCodeAt(index))) run += 1;
    else {
      if (run >= minBase64Length) length -= run;
      run = 0;
    }
  }
  return length;
}

/** Whether it is a letter, a digit, `_`, `+` or `/`; false for the NaN after the end. */
function isBase64(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 47 && code <= 57) ||
    code === 43 ||
    code === 95
  );
}
