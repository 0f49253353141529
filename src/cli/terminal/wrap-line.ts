/** Wraps a line at spaces, or within a word that is longer than a line. Later lines are indented by two more spaces. */
export function wrapLine(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const indent = /^ */.exec(rest)?.[0].length ?? 0;
    const space = rest.lastIndexOf(' ', width);
    const end = space > indent ? space : width;
    lines.push(rest.slice(0, end).trimEnd());
    const first = lines.length === 1 ? indent + 2 : indent;
    // In a very narrow terminal an indentation would leave no space for the text.
    rest = ' '.repeat(first < width / 2 ? first : 0) + rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
