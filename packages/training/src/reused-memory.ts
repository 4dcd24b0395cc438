/** Arrays of changing length in memory that is used again; a call writes over the array of the call before it. */
export type ReusedMemory = (length: number) => Float32Array<ArrayBuffer>

/**
 * Memory that grows and is never given back, so that steps leave nothing to the garbage collector. What is in the
 * arrays is what was there before.
 */
export function reusedMemory(): ReusedMemory {
  let memory = new Float32Array(0)
  return length => {
    if (memory.length < length) memory = new Float32Array(Math.ceil(1.25 * length))
    return memory.subarray(0, length)
  }
}
