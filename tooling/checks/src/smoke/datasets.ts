import { deepEqual } from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { delimitedText, documentFile, splitByHash, type DelimitedRow } from '@towerkit/datasets'

writeFileSync('rows.csv', 'id,text\n1,"a, b"\n')
const rows: DelimitedRow[] = []
for await (const row of delimitedText('rows.csv')) rows.push(row)
deepEqual(rows, [{ line: 2, value: { id: '1', text: 'a, b' } }])
deepEqual(splitByHash(rows, { key: ({ value }) => value['id']!, shares: { all: 1 } }), { all: rows })

writeFileSync('page.md', '# One\n\nText.\n')
const ids: string[] = []
for await (const { id } of documentFile('page.md', { sections: true })) ids.push(id)
deepEqual(ids, ['page.md#one'])
