/** Approximate number of bytes that an object, an array or a field takes in memory. */
const bytesPerValue = 64;

/** Estimates the bytes that the parsed body of a request takes in memory. Many small values take far more memory than their JSON. */
export function getMemorySize(body: string | null): number {
  if (body === null) return 0;
  let values = 0;
  for (let index = 0; index < body.length; index += 1) {
    const code = body.charCodeAt(index);
    // A comma, a bracket or a brace.
    if (code === 44 || code === 91 || code === 123) values += 1;
  }
  return 2 * body.length + bytesPerValue * values;
}
