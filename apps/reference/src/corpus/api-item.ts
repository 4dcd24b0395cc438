/** What a declaration is, in TypeScript's words. */
export type ApiKind =
  | 'namespace'
  | 'class'
  | 'interface'
  | 'type'
  | 'enum'
  | 'enum member'
  | 'function'
  | 'method'
  | 'constructor'
  | 'property'
  | 'variable'

/** A declaration without its place in the corpus: what one reading of one file yields. Overloads come one by one. */
export interface ApiDeclaration {
  /** Ambient module, namespaces and containing types, outermost first; without the declaration's own name. */
  readonly containers: readonly string[]
  /** Own name, such as `watch`. */
  readonly ownName: string
  readonly kind: ApiKind
  /** The declaration without comments, on one line. Types are given by the names of their members. */
  readonly signature: string
  /** Doc comment as plain text; empty where there is none. Paragraphs are parted by a blank line. */
  readonly documentation: string
  /** What the comment says of parameters, of the result and in remarks, as plain text. */
  readonly details: readonly string[]
}

/** One documented declaration, its overloads merged. */
export interface ApiItem {
  /** Unique and stable: `<library>:<name>`, such as `node:fs.watch`. */
  readonly id: string
  /** What is held out as a whole, such as `node:fs` or `web:HTML`. */
  readonly module: string
  /** Qualified name, such as `fs.watch` or `Window.fetch`. */
  readonly name: string
  readonly kind: ApiKind
  /** Overloads parted by ` | `, cut to a few hundred characters. */
  readonly signature: string
  /** The first paragraphs of the doc comment, plain text on one line. */
  readonly description: string
  /** The description without what would give the name away: the text that a query is made of. */
  readonly query: string
  /**
   * What else the comments say, cleaned as `query` is: further paragraphs, parameters, the result. More to train on.
   */
  readonly details: readonly string[]
}
