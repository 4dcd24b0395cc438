import { gzipSync } from 'node:zlib'
import { AbortedError, DataError } from '@towerkit/core'
import { describe, expect, it } from 'vitest'
import { all } from '../testing/all.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { trecDocuments } from './trec-documents.ts'
import { trecQrels } from './trec-qrels.ts'
import { trecRun } from './trec-run.ts'
import { trecTopics } from './trec-topics.ts'

const readers = { trecDocuments, trecQrels, trecRun, trecTopics }

it('reads qrels and runs, compressed too', async () => {
  using folder = temporaryFolder({
    'q.txt': '301 0 FT-1 1\n\n301\t0  FT-2\t-2\r\n',
    'r.gz': gzipSync('301 Q0 FT-1 1 12.5e0 mine\n'),
  })
  expect(await all(trecQrels(`${folder.path}/q.txt`))).toEqual([
    { query: '301', document: 'FT-1', relevance: 1 },
    { query: '301', document: 'FT-2', relevance: -2 },
  ])
  expect(await all(trecRun(`${folder.path}/r.gz`))).toEqual([
    { query: '301', document: 'FT-1', rank: 1, score: 12.5, tag: 'mine' },
  ])
})

it('reads documents, on lines of their own or not', async () => {
  using folder = temporaryFolder({
    'd.gz': gzipSync(
      '<DOC>\n<DOCNO> FT911-3 </DOCNO>\n<PROFILE>_AN</PROFILE>\n<HEADLINE>\nFT  14 MAY 91 / Title &amp; ' +
        'more\n</HEADLINE>\n<TEXT>\nFirst ' +
        'line\nsecond.\n<P>Third.\n</TEXT>\n</DOC>\n\n<DOC><DOCNO>B</DOCNO>' +
        '<DOCHDR>http://x</DOCHDR><html><head><title>Web</title></head><body>a<script>1<2</script>' +
        '<b>c</b></body></html></DOC><doc ' +
        '' +
        'id="3"><docno>C</docno>x</doc>\n',
    ),
  })
  expect(await all(trecDocuments(`${folder.path}/d.gz`))).toEqual([
    { id: 'FT911-3', title: 'FT 14 MAY 91 / Title & more', text: '_AN\nFirst line second.\nThird.', metadata: {} },
    { id: 'B', title: 'Web', text: 'a\nc', metadata: {} },
    { id: 'C', title: '', text: 'x', metadata: {} },
  ])
})

it('reads topics of the older and the newer kind', async () => {
  using folder = temporaryFolder({
    'old.txt':
      '<top>\n\n<num> Number: 301 \n<title> Topic: International Organized Crime \n\n<desc> Description: ' +
      '\nIdentify organizations that\nparticipate.\n\n<narr> Narrative: \nA relevant document.\n\n</top>\n',
    'new.xml':
      '<topics><topic number="1" type="faceted"><query>obama &amp; family</query><description>Find ' +
      'it.</description><subtopic number="1">x</subtopic></topic></topics>',
  })
  expect(await all(trecTopics(`${folder.path}/old.txt`))).toEqual([
    {
      id: '301',
      title: 'International Organized Crime',
      description: 'Identify organizations that participate.',
      narrative: 'A relevant document.',
    },
  ])
  expect(await all(trecTopics(`${folder.path}/new.xml`))).toEqual([
    { id: '1', title: 'obama & family', description: 'Find it.', narrative: '' },
  ])
})

describe('what is wrong is named with its line', () => {
  it.each([
    ['trecQrels', '1 0 d 1\n1 0 d\n', 2],
    ['trecQrels', '1 0 d yes', 1],
    ['trecRun', '\n1 Q0 d 1 NaN x', 2],
    ['trecRun', '1 Q0 d 1 2', 1],
    ['trecDocuments', '<DOC>\n<DOCNO>1</DOCNO>\n', 1],
    ['trecDocuments', '\n<DOC>a</DOC>', 2],
    ['trecDocuments', '<DOC><DOCNO>1</DOCNO></DOC>\n<DOC><DOCNO>1</DOCNO></DOC>', 2],
    ['trecDocuments', 'x\n<DOC>\n<DOC></DOC>', 2],
    ['trecTopics', '<top>\n<title> x\n</top>', 1],
    ['trecTopics', '<top><num> 1</top>', 1],
    ['trecTopics', '<top><num> 1', 1],
    ['trecTopics', '<top><num>1<title>a</top>\n<top><num>1<title>b</top>', 2],
  ] as const)('%s: %j', async (reader, text, line) => {
    using folder = temporaryFolder({ f: text })
    await expect(all<unknown>(readers[reader](`${folder.path}/f`))).rejects.toMatchObject({
      code: 'data',
      details: { line },
    })
  })

  it.each(Object.entries(readers))('%s: no file, and the signal', async (_, reader) => {
    using folder = temporaryFolder({ f: '\n' })
    await expect(all<unknown>(reader(`${folder.path}/none`))).rejects.toThrow(DataError)
    await expect(all<unknown>(reader(`${folder.path}/f`, { signal: AbortSignal.abort() }))).rejects.toThrow(
      AbortedError,
    )
  })
})
