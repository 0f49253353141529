// The arrows between the rooms of src/: which imports are not allowed.
const rooms = require('./rooms.cjs');

const upwardOnly = rooms.slice(0, -1).map((room, index) => ({
  name: `${room}-imports-only-rooms-above-it`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: `^src/(${rooms.slice(index + 1).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...upwardOnly,
    {
      name: 'every-file-is-in-a-room',
      comment: 'A new room gets its place in config/rooms.cjs.',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: `^src/(index\\.ts$|(${rooms.join('|')})/)` },
    },
    {
      name: 'rooms-do-not-import-the-table-of-contents',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/index\\.ts$' },
    },
    {
      name: 'node-only-through-its-door',
      comment: 'Only #default-transport keeps undici out of the other environments.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(node/|index\\.ts$)' },
      to: { path: '^src/node/', dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'angular-only-in-its-room',
      comment: 'Who does not use Angular does not have it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/angular/' },
      to: { path: '(^|/)@angular/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved-imports', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node'] },
  },
};
