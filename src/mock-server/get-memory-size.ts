/** Approximate number of bytes that a value of an object or an array takes in memory. */
const bytesPerValue = 64;

/** Estimates the bytes that a JSON body takes in memory once it is parsed: many small values take far more than their JSON. */
export function getMemorySize(json: string | null): number {
  if (json === null) return 0;
  let values = 0;
  for (let index = 0; index < json.length; index += 1) {
    const code = json.charCodeAt(index);
    // Each value of an object or an array follows a comma, a bracket or a brace.
    if (code === 44 || code === 91 || code === 123) values += 1;
  }
  // A character takes one or two bytes.
  return 2 * json.length + bytesPerValue * values;
}
