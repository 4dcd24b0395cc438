/** Arrays of changing length in memory that is used again; a call writes over the array of the call before it. */
export type ReusedMemory = (length: number) => Float32Array<ArrayBuffer>

/**
 * Memory that grows and is never freed, so that steps leave no work for the garbage collector. The arrays hold whatever
 * they held before.
 */
export function reusedMemory(): ReusedMemory {
  let memory = new Float32Array(0)
  return length => {
    if (memory.length < length) memory = new Float32Array(Math.ceil(1.25 * length))
    return memory.subarray(0, length)
  }
}
