// The imports that are not allowed in src/.
const tiers = require('./layers.cjs');

const folders = tiers.flat();
const onlyDown = tiers.flatMap((tier, index) =>
  tier.map((folder) => ({
    name: `${folder}-imports-only-lower-layers`,
    severity: 'error',
    from: { path: `^src/${folder}/` },
    to: {
      path: `^src/(${tiers.slice(index).flat().join('|')})/`,
      pathNot: `^src/${folder}/`,
    },
  })),
);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...onlyDown,
    {
      name: 'every-file-is-in-a-layer',
      comment: 'Add a new folder to config/layers.cjs.',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: `^src/(index\\.ts$|(${folders.join('|')})/)` },
    },
    {
      name: 'no-import-of-the-main-entry',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/index\\.ts$' },
    },
    {
      name: 'node-only-by-alias',
      comment:
        'An import of src/node without an alias such as #default-transport loads undici in every runtime.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(node/|index\\.ts$)' },
      to: { path: '^src/node/', dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'angular-only-in-its-folder',
      comment: 'Applications without Angular do not install it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/angular/' },
      to: { path: '(^|/)@angular/' },
    },
    { name: 'no-circular-imports', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved-imports', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node'] },
  },
};
