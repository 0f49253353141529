// Limits for the size of bundles in browsers: minified and gzipped, including RxJS and all other dependencies.
// An empty tsconfigRaw ignores the paths of tsconfig.json, so that dist is measured, not src.
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
    // All features together. The bundle of a program is smaller, since it contains only the features that the program imports.
    name: 'The whole main entry',
    path: '../dist/esm/index.js',
    import: '*',
    limit: '78.2 kB',
    ...forBrowsers,
  },
  {
    // Must not contain the server's code: the stores of runs, and the code that executes runs or sends them to pages.
    name: 'A page that starts, follows and stops durable runs',
    path: '../dist/esm/index.js',
    import: {
      '../dist/esm/index.js': '{ VeniceClient }',
      '../dist/esm/durable/index.js': '{ durableChat, followRun, stopRun }',
    },
    limit: '33.6 kB',
    ...forBrowsers,
  },
];
