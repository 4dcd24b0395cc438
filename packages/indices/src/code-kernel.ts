import { plainCodeKernel } from './plain-code-kernel.ts'

/** What code-kernel.wat offers. Positions are byte offsets in its memory. */
export interface CodeKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  /** Inner products of int8 rows and an int16 query, each times the scale of its row. */
  products(rows: number, count: number, width: number, query: number, scales: number, scores: number): void
  /** Of so many bits, those that are equal less those that differ. */
  agreements(rows: number, count: number, width: number, query: number, bits: number, scores: number): void
}

/** code-kernel.wat as WebAssembly (SIMD), compiled by wabt; the test compiles it again. */
export const codeKernelBytes =
  'AGFzbQEAAAABCgFgBn9/f39/fwADAwIAAAUDAQABByIDBm1lbW9yeQIACHByb2R1Y3RzAAAKYWdyZWVtZW50cwABCuoCAs0BAgN/AnsC' +
  'QANAIAYgAU8NAf0MAAAAAAAAAAAAAAAAAAAAACEJ/QwAAAAAAAAAAAAAAAAAAAAAIQogAyEIIAAgAmohBwNAIAkgAP0BAwAgCP0ABAD9' +
  'ugH9rgEhCSAKIAD9AQMIIAj9AAQQ/boB/a4BIQogCEEgaiEIIABBEGohACAAIAdJDQALIAkgCv2uASEJIAUgBCoCACAJ/RsAIAn9GwFq' +
  'IAn9GwIgCf0bA2pqspQ4AgAgBUEEaiEFIARBBGohBCAGQQFqIQYMAAsLC5gBAgN/AXsCQANAIAYgAU8NAf0MAAAAAAAAAAAAAAAAAAAA' +
  'ACEJIAMhCCAAIAJqIQcDQCAJIAD9AAQAIAj9AAQA/VH9Yv19/X/9rgEhCSAIQRBqIQggAEEQaiEAIAAgB0kNAAsgBSAEQQIgCf0bACAJ' +
  '/RsBaiAJ/RsCIAn9GwNqamxrsjgCACAFQQRqIQUgBkEBaiEGDAALCws='

let compiled: WebAssembly.Module | 'refused' | undefined

/**
 * A kernel with memory of its own: by WebAssembly, or in plain TypeScript if there is none, as on a page whose
 * Content-Security-Policy forbids it.
 */
export function codeKernel(): CodeKernel {
  compiled ??= compile()
  return compiled === 'refused'
    ? plainCodeKernel()
    : (new WebAssembly.Instance(compiled).exports as unknown as CodeKernel)
}

function compile(): WebAssembly.Module | 'refused' {
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(codeKernelBytes), character => character.charCodeAt(0)))
  } catch {
    return 'refused'
  }
}
