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
    limit: '21.3 kB',
    ...forBrowsers,
  },
  {
    // The sum of all features: a program pays for those it imports.
    name: 'The whole main entry',
    path: '../dist/esm/index.js',
    import: '*',
    limit: '78.2 kB',
    ...forBrowsers,
  },
  {
    // Nothing of the server half: no stores, no producers, no responses.
    name: 'A page that starts, follows and stops durable runs',
    path: '../dist/esm/index.js',
    import: {
      '../dist/esm/index.js': '{ VeniceClient }',
      '../dist/esm/durable/index.js': '{ durableChat, followRun, stopRun }',
    },
    limit: '33.5 kB',
    ...forBrowsers,
  },
];
