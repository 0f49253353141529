/** A text that is no JSON. The message says what was expected, without any of the text. */
export class MalformedJson extends Error {}
