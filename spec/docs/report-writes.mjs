// Preloaded into a program. When the program ends, writes to stderr at which times it wrote to stdout, in Unix milliseconds.
const writes = [];
const { write } = process.stdout;

process.stdout.write = (...args) => {
  writes.push(Date.now());
  return write.apply(process.stdout, args);
};
process.on('exit', () => {
  if (writes.length > 0) process.stderr.write(JSON.stringify({ writes }));
});
