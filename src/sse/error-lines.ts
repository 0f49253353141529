import { isErrorReport } from '../errors/from-response/is-error-report.js';
import { parseAnswer } from '../json/parse-answer.js';

/** Maximum number of characters of an error on several lines: the body of an error response has the same limit, in bytes. */
const maxLength = 65_536;

/**
 * Finds errors in lines that the standard ignores: a field named `error`, and JSON without `data:` that reports an error, on one
 * line or pretty-printed. Otherwise the answer would seem to be complete, or cut off without a reason.
 *
 * @param report - Called with the text of an error.
 */
export function createErrorLineReader(report: (data: string) => void): (line: string) => void {
  let json = '';
  return (line) => {
    if (line.startsWith('error:')) {
      const data = line.slice(6).trim();
      const value = parseAnswer(data);
      // JSON that is not complete was cut off, and is ignored, like an incomplete frame.
      if (value && !(typeof value === 'string' && data.startsWith('{'))) report(data);
      return;
    }
    if (line.startsWith('{')) json = line;
    else if (json !== '') json = json.length + line.length > maxLength ? '' : `${json}\n${line}`;
    // The value may be complete only after a line that begins with a brace.
    if (json === '' || !/^[{}]/.test(line)) return;
    if (isErrorReport(parseAnswer(json))) report(json);
    if (line.startsWith('}')) json = '';
  };
}
