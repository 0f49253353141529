// How much of a browser's bundle the package may take: minified and gzipped, with RxJS and everything else it needs.
// An empty tsconfigRaw keeps the paths of tsconfig.json out: what is measured is dist.
const forBrowsers = {
  gzip: true,
  modifyEsbuildConfig: (config) => ({ ...config, platform: 'browser', external: [], tsconfigRaw: {} }),
};

export default [
  {
    name: 'A minimal streaming program',
    path: '../spec/package/programs/minimal-program.ts',
    limit: '22.3 kB',
    ...forBrowsers,
  },
  {
    // The sum of all features: a program pays for those it imports.
    name: 'The whole main entry',
    path: '../dist/esm/index.js',
    import: '*',
    limit: '63.4 kB',
    ...forBrowsers,
  },
];
