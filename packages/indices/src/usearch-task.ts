/** What the thread of a usearch index is to do. */
export type UsearchTask =
  | {
      readonly kind: 'add'
      readonly replaced: BigUint64Array
      readonly labels: BigUint64Array
      readonly rows: Float32Array
    }
  | { readonly kind: 'remove'; readonly labels: BigUint64Array }
  | { readonly kind: 'search'; readonly queries: Float32Array; readonly limit: number }
  | { readonly kind: 'save'; readonly path: string }
  | { readonly kind: 'load'; readonly path: string; readonly view: boolean; readonly count: number }
  | { readonly kind: 'close' }

/** Labels that were found, best first: those of query `q` from `q * limit`, `counts[q]` of them. */
export interface FoundLabels {
  readonly labels: BigUint64Array
  readonly counts: Uint32Array
}

/** What the thread answers to each task, in their order. */
export interface UsearchReply {
  readonly found?: FoundLabels
  readonly error?: { readonly kind: 'missing' | 'unsupported' | 'failed'; readonly message: string }
}
