/** Ids of a text between special ones, cut to `room` at one end. */
export function aroundIds(
  ids: readonly number[],
  {
    before,
    after,
    room,
    cutSide,
  }: {
    readonly before: readonly number[]
    readonly after: readonly number[]
    readonly room: number
    readonly cutSide: 'left' | 'right'
  },
): Int32Array {
  const start = cutSide === 'left' ? Math.max(0, ids.length - room) : 0
  const count = Math.min(ids.length, room)
  const row = new Int32Array(before.length + count + after.length)
  row.set(before)
  for (let at = 0; at < count; at++) row[before.length + at] = ids[start + at]!
  row.set(after, before.length + count)
  return row
}
