// The layers of src/, i.e. its folders. A layer imports only layers of earlier lines.
module.exports = [
  ['async-context', 'wire'],
  ['json', 'subscribers'],
  ['options'],
  ['errors'],
  ['history', 'reducer', 'transport', 'validation'],
  ['mock-server', 'sse', 'structured'],
  ['response'],
  ['operators'],
  ['node', 'request', 'tools'],
  ['relay', 'testing', 'usage'],
  ['conversation', 'limits'],
  ['client', 'stores'],
  ['durable'],
  ['redis'],
  ['angular', 'cli'],
];
