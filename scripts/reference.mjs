// Writes the reference of each entry to docs/reference/; with --check, writes nothing. A public name without documentation, or a
// broken link, is an error.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Application, LogLevel, Logger } from 'typedoc';

process.chdir(resolve(import.meta.dirname, '..'));

const { name, exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const folder = 'docs/reference';
const entries = Object.keys(exports).filter((entry) => exports[entry].import ?? exports[entry].types);

class ProblemLogger extends Logger {
  problems = [];

  log(message, level) {
    if (level >= LogLevel.Warn && !isNestedField(message)) this.problems.push(message);
  }
}

const application = await Application.bootstrap({
  entryPoints: entries.map((entry) => join('src', entry, 'index.ts')),
  readme: 'none',
  disableGit: true,
  disableSources: true,
  excludeExternals: true,
  excludeInternal: true,
  validation: { invalidLink: true, notDocumented: true, notExported: true },
});
const logger = new ProblemLogger();
application.logger = logger;

const project = await application.convert();
if (project !== undefined) {
  for (const entry of project.children) entry.name = entry.name === 'index' ? name : join(name, entry.name);
  application.validate(project);
}
if (logger.problems.length === 0 && !process.argv.includes('--check'))
  await application.generateDocs(project, folder);

for (const problem of logger.problems) console.error(problem);
process.exit(logger.problems.length === 0 ? 0 : 1);

// If the type of a field is an object type literal, the documentation of the field also explains the fields of the object.
function isNestedField(message) {
  return /__type\.\w+ \(Property\).* does not have any documentation/.test(message);
}
