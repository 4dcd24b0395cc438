/**
 * The `limit` documents with the highest scores, best first; equal scores by lower number first.
 *
 * A heap of the best so far, the worst at its root, costs less than sorting thousands of documents to return ten.
 */
export function bestDocuments(documents: Iterable<number>, scores: Float64Array, limit: number): number[] {
  const worse = (a: number, b: number) => scores[a]! < scores[b]! || (scores[a]! === scores[b]! && a > b)
  const heap: number[] = []
  for (const document of documents) {
    if (heap.length < limit) siftUp(heap, document, worse)
    else if (worse(heap[0]!, document)) siftDown(heap, document, worse)
  }
  return heap.sort((a, b) => (worse(a, b) ? 1 : -1))
}

function siftUp(heap: number[], document: number, worse: (a: number, b: number) => boolean): void {
  let place = heap.push(document) - 1
  while (place > 0) {
    const parent = (place - 1) >> 1
    if (!worse(document, heap[parent]!)) break
    heap[place] = heap[parent]!
    place = parent
  }
  heap[place] = document
}

function siftDown(heap: number[], document: number, worse: (a: number, b: number) => boolean): void {
  let place = 0
  while (2 * place + 1 < heap.length) {
    let child = 2 * place + 1
    if (child + 1 < heap.length && worse(heap[child + 1]!, heap[child]!)) child++
    if (!worse(heap[child]!, document)) break
    heap[place] = heap[child]!
    place = child
  }
  heap[place] = document
}
