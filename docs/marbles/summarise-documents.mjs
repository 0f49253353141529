import { mergeMap, of, toArray } from 'rxjs';
import { concatMapEager, toContent } from 'venice-rx';

export default {
  title: 'Three documents are summarised, two at a time; their summaries are emitted in order and combined',
  run({ chat, source, operator, result, lastChunk }) {
    const answers = [
      chat('90ms a 139ms (b|)', { a: 'sum', b: lastChunk('mary 1') }),
      chat('70ms a 69ms (b|)', { a: 'sum', b: lastChunk('mary 2') }),
      chat('110ms a 119ms (b|)', { a: 'sum', b: lastChunk('mary 3') }),
      chat('70ms a 79ms (b|)', { a: 'all', b: lastChunk(' three') }),
    ];
    const documents = source('documents', of('doc 1', 'doc 2', 'doc 3'));
    const summaryChats = ['summary of 1', 'summary of 2', 'summary of 3'].map((name, at) =>
      source(name, answers[at]),
    );
    operator('concatMapEager(summarise, { concurrency: 2 })');
    const summaries = documents.pipe(
      concatMapEager((document) => summaryChats[Number(document.at(-1)) - 1].pipe(toContent()), {
        concurrency: 2,
      }),
    );
    const shown = source('summaries', summaries);
    operator('toArray(), mergeMap(combine)');
    const combined = source('combination', answers[3]);
    const result$ = shown.pipe(
      toArray(),
      mergeMap(() => combined.pipe(toContent())),
    );
    result('text', result$);
  },
};
