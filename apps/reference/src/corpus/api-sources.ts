/** A package whose declaration files are read, and how its declarations fall into modules. */
export interface ApiSource {
  /** Short name, the first part of every id. */
  readonly library: string
  /** Package as installed. */
  readonly package: string
  /** Which files, by path inside the package with forward slashes. Default: every declaration file. */
  readonly files?: RegExp
  /** Names to write differently, such as the type of lodash's `_`. */
  readonly rename?: Readonly<Record<string, string>>
  /** The module of a declaration: what is held out as a whole, so everything alike must land in one. */
  readonly module: (path: readonly string[], file: string) => string
}

/**
 * The declaration files that arrive with this app. `typescript-api` is TypeScript 6, the last with a compiler API in
 * JavaScript.
 */
export const apiSources: readonly ApiSource[] = [
  // `fs/promises` repeats much of `fs`, so a module is known by its first segment.
  {
    library: 'node',
    package: '@types/node',
    files: /^(?!ts\d)/,
    module: ([first = '']) => (isGlobal(first) ? firstWord(first) : first.split('/')[0]!),
  },
  {
    library: 'es',
    package: 'typescript-api',
    files: /^lib\/lib\.es[^/]*$/,
    module: ([first = '']) => (/Array/.test(first) ? 'Array' : lastWord(first)),
  },
  {
    library: 'web',
    package: 'typescript-api',
    files: /^lib\/lib\.dom\.[^/]*$/,
    module: ([first = '']) => (isGlobal(first) ? firstWord(first) : 'Window'),
  },
  { library: 'vscode', package: '@types/vscode', module: ([, second = '']) => firstWord(second) },
  { library: 'chrome', package: '@types/chrome', files: /^index/, module: ([, second = '']) => second },
  { library: 'maps', package: '@types/google.maps', module: ([, , third = '']) => firstWord(third) },
  { library: 'k6', package: '@types/k6', module: (_, file) => file.split(/[/.]/)[0]! },
  {
    library: 'lodash',
    package: '@types/lodash',
    files: /^common\//,
    rename: { LoDashStatic: '_' },
    module: (_, file) => file.replace(/^.*\/|\.d\.ts$/g, ''),
  },
]

/** Types and other globals are capitalised; ambient modules and global functions are not. */
function isGlobal(name: string) {
  return /^[A-Z]/.test(name)
}

/** `HTMLInputElement` to `HTML`, `TextEditor` to `Text`: types of one family repeat each other's comments. */
function firstWord(name: string) {
  return /^(?:[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+)/.exec(name)?.[0] ?? name
}

/** `ReadonlyMap` and `WeakMap` to `Map`. */
function lastWord(name: string) {
  return /[A-Z][a-z]+$/.exec(name)?.[0] ?? name
}
