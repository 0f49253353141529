/** The input is not valid JSON. The message says what was expected, without quoting the input. */
export class MalformedJson extends Error {}
