/**
 * One build for every package: ECMAScript modules with source maps, one output file per public entry.
 * Declarations come from `tsc`, because TypeScript 7 has no compiler API for tsup to call.
 */
export const library = (...entry) => ({
  entry,
  format: ['esm'],
  dts: false,
  sourcemap: true,
  clean: true,
  target: 'es2023',
  // `node:sqlite` has no name without it.
  removeNodeProtocol: false,
})
