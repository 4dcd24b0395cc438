import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { DataError } from '@towerkit/core'
import { fileDocuments } from '../documents/file-documents.ts'
import { UnreadDocument } from '../documents/skipped-file.ts'
import { walkFolder } from '../documents/walk-folder.ts'
import {
  beir,
  delimitedText,
  documentFile,
  factClaims,
  jsonLines,
  movieLens,
  nliPairs,
  readDocuments,
  readInteractions,
  readPairs,
  readSequences,
  sciFactClaims,
  stsPairs,
  trecDocuments,
  trecQrels,
  trecRun,
  trecTopics,
} from '../index.ts'
import { rowsBy } from '../tables/parquet-rows.ts'
import type { ParserThread } from '../parser-thread.ts'
import { docxFile } from './docx-file.ts'
import { pdfFile } from './pdf-file.ts'

const golden = (name: string) => readFileSync(fileURLToPath(new URL(`../__golden__/${name}`, import.meta.url)))
const lines = (...rows: unknown[]) => rows.map(row => JSON.stringify(row)).join('\n')
const page =
  '<!doctype html><html><head><meta charset="utf-8"><title>A &amp; ' +
  'B</title><style>p{}</style></head><body><nav>x</nav><h1 id="a">One</h1><p>text <b>bold</b><pre>  ' +
  'code\n</pre><table><tr><td>1<td>2</table><h2>Two</h2><ul><li>x<li>y</ul></body></html>'
const markdown =
  '---\ntitle: "A: b"\ntags: [x, y]\n---\n# One\n\nText *a* `b` [c](d) <b>e</b> ![f](g).\n\n> - quote\n>   1. ' +
  'more\n\n```js\ncode\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n## Two\n\n<div>html</div>\n'
const mdx =
  '+++\ntitle = "A"\ndate = 2024-05-01\n+++\nimport A from "a"\n\n# One {#one}\n\n:::tip T\nx\n:::\n\n' +
  '<Card a="b">{c}</Card>\n\n```js\n{d}\n```\n'

/** A whole file of each kind, the name that it has, and what reads it. */
export const wholeFiles: Readonly<
  Record<
    string,
    readonly [
      name: string,
      whole: Buffer | string,
      read: (path: string, folder: string, thread: ParserThread) => AsyncIterable<unknown>,
    ]
  >
> = {
  'JSON Lines': ['a.jsonl', lines({ a: 1, text: 'zwölf' }, { b: [1, { c: null }] }), path => jsonLines(path)],
  'compressed JSON Lines': [
    'a.jsonl.gz',
    gzipSync(lines(...Array.from({ length: 50 }, (_, i) => ({ id: i, text: `text ${i * 7}` })))),
    path => readDocuments(path),
  ],
  CSV: ['a.csv', 'id,title,text\r\n1,"a, ""b""\nc",d\r\n2,,e\r\n', path => readDocuments(path)],
  TSV: ['a.tsv', 'query\tpositive\nq\t"p\tp"\nr\ts\n', path => readPairs(path)],
  'unquoted TSV': ['a.tsv', 'x\ty\n1\t2\n', path => delimitedText(path, { quotes: false })],
  STS: ['a.csv', 'sentence1,sentence2,score\na,b,2.5\n', path => stsPairs(path)],
  NLI: [
    'a.jsonl',
    lines(
      { sentence1: 'a', sentence2: 'b', gold_label: 'neutral' },
      { sentence1: 'a', sentence2: 'b', gold_label: '-' },
    ),
    path => nliPairs(path),
  ],
  claims: [
    'a.jsonl',
    lines({ claim: 'a', label: 'SUPPORTS', evidence: [[[1, 2, 'P', 3]]] }),
    path => factClaims(path, { sentenceOf: () => 'x' }),
  ],
  SciFact: [
    'claims_dev.jsonl',
    lines({ id: 1, claim: 'A.', evidence: { 10: [{ label: 'SUPPORT', sentences: [0] }] }, cited_doc_ids: [10] }),
    (_, folder) => sciFactClaims(folder, 'dev'),
  ],
  MovieLens: ['movies.csv', 'movieId,title,genres\n1,"A, b",x|y\n2,C,z\n', (_, folder) => movieLens(folder).movies()],
  BEIR: [
    'queries.jsonl',
    lines({ _id: 'q1', text: 'a' }, { _id: 'q2', text: 'b' }),
    (_, folder) => beir(folder).queries(),
  ],
  'TREC documents': [
    'a.txt',
    '<DOC>\n<DOCNO> 1 </DOCNO>\n<HEADLINE>A</HEADLINE>\n<TEXT>\nb &amp; ' +
      'c\n</TEXT>\n</DOC>\n<DOC><DOCNO>2</DOCNO>x</DOC>',
    path => trecDocuments(path),
  ],
  'TREC topics': [
    'a.txt',
    '<top>\n<num> Number: 301\n<title> a b\n<desc> Description:\nc\n<narr> d\n</top>\n<topic ' +
      'number="2"><query>x</query></topic>',
    path => trecTopics(path),
  ],
  'TREC qrels': ['a.txt', '1 0 d1 1\n1 0 d2 -1\n', path => trecQrels(path)],
  'TREC runs': ['a.txt', '1 Q0 d1 1 2.5 x\n1 Q0 d2 2 1e-3 x\n', path => trecRun(path)],
  Markdown: ['a.md', markdown, path => documentFile(path, { sections: true })],
  HTML: ['a.html', page, path => documentFile(path, { sections: true })],
  text: ['a.txt', 'Zwölf\r\nLines\n', path => documentFile(path)],
  PDF: ['a.pdf', pdfFile(['One', 'Two (x)'], 'T'), (_, folder, thread) => documentsBy(thread, folder, 'a.pdf')],
  Word: [
    'a.docx',
    await docxFile([{ style: 'Title', text: 'T' }, { style: 'heading 1', text: 'One' }, { text: 'x' }]),
    (_, folder, thread) => documentsBy(thread, folder, 'a.docx'),
  ],
  notebooks: [
    'a.ipynb',
    '{"cells":[{"cell_type":"markdown","source":["# One\\n"]},{"cell_type":"code","source":"x"}],"nbformat":4}',
    path => documentFile(path, { sections: true }),
  ],
  MDX: ['a.mdx', mdx, path => documentFile(path, { sections: true })],
  interactions: [
    'a.csv',
    'user,item,time,rating\n1,"a, b",1500000000,3\n2,c,2024-05-01,4.5\n',
    path => readInteractions(path),
  ],
  sequences: ['a.txt', '1 2 3\n2 4 5 6\n', path => readSequences(path)],
  '.gitignore': [
    '.gitignore',
    '*.log\n!keep.log\n/build/\n**/x/[a-z]?\n\\#a\n',
    (_, folder) => walkFolder(folder, { exclude: [], report: () => {} }),
  ],
  ...Object.fromEntries(
    ['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4'].map(codec => [
      `Parquet (${codec})`,
      [
        `${codec}.parquet`,
        golden(`${codec}.parquet`),
        (path: string, _: string, thread: ParserThread) => rowsBy(thread, path, {}),
      ],
    ]),
  ),
}

async function* documentsBy(thread: ParserThread, folder: string, name: string) {
  yield* await fileDocuments(folder, name, {
    sections: true,
    maxFileBytes: 1 << 20,
    signal: undefined,
    thread,
  }).catch((cause: unknown) => {
    if (!(cause instanceof UnreadDocument)) throw cause
    throw cause.error ?? new DataError('no text', { cause })
  })
}
