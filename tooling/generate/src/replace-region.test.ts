import { describe, expect, it } from 'vitest'
import { replaceRegion } from './replace-region.ts'

const text = 'a\n<!-- generated: ops -->\nold\n<!-- end -->\nb\n<!-- generated: losses -->\n<!-- end -->\n'

describe('replaceRegion', () => {
  it('replaces one region and nothing else, and twice is once', () => {
    const once = replaceRegion(text, 'ops', 'new\n')
    expect(once).toBe('a\n<!-- generated: ops -->\nnew\n<!-- end -->\nb\n<!-- generated: losses -->\n<!-- end -->\n')
    expect(replaceRegion(once, 'ops', 'new\n')).toBe(once)
  })

  it('takes content as it is', () => {
    expect(replaceRegion(text, 'losses', "$& $1 $'\n")).toContain("\n$& $1 $'\n<!-- end -->")
  })

  it('refuses a region that is missing, open or there twice', () => {
    expect(() => replaceRegion(text, 'measures', '')).toThrow('"measures"')
    expect(() => replaceRegion('<!-- generated: ops -->\n', 'ops', '')).toThrow('"ops"')
    expect(() => replaceRegion(text + text, 'ops', '')).toThrow('"ops"')
  })
})
