import { describe, expect, it } from 'vitest'
import { toMarkdown } from './table.ts'
import { tables } from './tables/index.ts'

describe('tables', () => {
  it('are written in Markdown, with bars escaped', () => {
    expect(toMarkdown({ name: 'x', file: 'x.md', head: ['a', 'b'], rows: () => [['1', '|x|']] })).toBe(
      '| a   | b     |\n| --- | ----- |\n| 1   | \\|x\\| |\n',
    )
  })

  it.each(tables.map(table => [table.name, table] as const))(
    '%s has rows as wide as its head, none empty',
    (_name, { head, rows }) => {
      expect(rows().length).toBeGreaterThan(0)
      for (const row of rows()) {
        expect(row).toHaveLength(head.length)
        expect(row[0]).not.toBe('')
      }
    },
  )
})
