import { posix } from 'node:path'

/** How a file is read. */
export type DocumentKind = 'markdown' | 'html' | 'text' | 'pdf' | 'docx' | 'notebook' | 'source'

/** What the name of a file says of it. */
export interface NamedKind {
  readonly kind: DocumentKind
  /** Of source files: the name of the language, in lower case. */
  readonly language?: string
}

const extensions: Readonly<Record<Exclude<DocumentKind, 'source'>, string>> = {
  markdown: 'md markdown mdown mkd mdx',
  html: 'html htm xhtml',
  text: 'txt text rst adoc asciidoc org tex',
  pdf: 'pdf',
  docx: 'docx',
  notebook: 'ipynb',
}

const languages: Readonly<Record<string, string>> = {
  typescript: 'ts tsx mts cts',
  javascript: 'js jsx mjs cjs',
  python: 'py pyi',
  go: 'go',
  rust: 'rs',
  java: 'java',
  kotlin: 'kt kts',
  scala: 'scala',
  c: 'c h',
  'c++': 'cc cpp cxx hh hpp hxx',
  cuda: 'cu cuh',
  'c#': 'cs',
  'f#': 'fs fsi fsx',
  'visual basic': 'vb',
  'objective-c': 'm mm',
  swift: 'swift',
  dart: 'dart',
  ruby: 'rb',
  php: 'php',
  perl: 'pl pm',
  lua: 'lua',
  r: 'r',
  julia: 'jl',
  haskell: 'hs',
  ocaml: 'ml mli',
  elixir: 'ex exs',
  erlang: 'erl hrl',
  clojure: 'clj cljs cljc',
  lisp: 'lisp el scm',
  fortran: 'f90 f95 f03',
  zig: 'zig',
  nim: 'nim',
  assembly: 'asm s',
  shell: 'sh bash zsh fish',
  powershell: 'ps1 psm1',
  sql: 'sql',
  css: 'css scss less',
  vue: 'vue',
  svelte: 'svelte',
  protobuf: 'proto',
  graphql: 'graphql gql',
  groovy: 'groovy gradle',
  terraform: 'tf',
  glsl: 'glsl',
  solidity: 'sol',
}

const kinds = new Map<string, NamedKind>([
  ...Object.entries(extensions).flatMap(([kind, names]) =>
    names.split(' ').map(name => [name, { kind: kind as DocumentKind }] as const),
  ),
  ...Object.entries(languages).flatMap(([language, names]) =>
    names.split(' ').map(name => [name, { kind: 'source' as const, language }] as const),
  ),
])

/** Names of files without an extension that are source. */
const sourceNames = new Map([
  ['makefile', 'make'],
  ['dockerfile', 'dockerfile'],
  ['rakefile', 'ruby'],
  ['gemfile', 'ruby'],
  ['jenkinsfile', 'groovy'],
])

/**
 * @returns undefined for a file that is no document by its name; a name without an extension, such as README, is text.
 */
export function documentKind(path: string): NamedKind | undefined {
  const name = posix.basename(path).toLowerCase()
  const extension = posix.extname(name).slice(1)
  if (extension !== '') return kinds.get(extension)
  if (name.startsWith('.') || name.endsWith('.')) return undefined
  const language = sourceNames.get(name)
  return language === undefined ? { kind: 'text' } : { kind: 'source', language }
}
