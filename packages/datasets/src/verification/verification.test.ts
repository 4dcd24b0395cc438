import { gzipSync } from 'node:zlib'
import { AbortedError, DataError } from '@towerkit/core'
import { describe, expect, it } from 'vitest'
import { all } from '../testing/all.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { factClaims } from './fact-claims.ts'
import { sciFactClaims } from './sci-fact-claims.ts'

const lines = (...rows: unknown[]) => rows.map(row => JSON.stringify(row)).join('\n')

describe('sciFactClaims', () => {
  const claims = lines(
    { id: 1, claim: 'A.', evidence: {}, cited_doc_ids: [10] },
    {
      id: 2,
      claim: 'B.',
      evidence: {
        11: [
          { label: 'CONTRADICT', sentences: [1] },
          { label: 'CONTRADICT', sentences: [0, 1] },
        ],
      },
      cited_doc_ids: [10, 11],
    },
  )
  const expected = [
    {
      id: '1',
      claim: 'A.',
      document: '10',
      title: 'Ten',
      sentences: ['One.', 'Two.'],
      label: 'not-enough-information',
      rationale: [],
    },
    {
      id: '2',
      claim: 'B.',
      document: '10',
      title: 'Ten',
      sentences: ['One.', 'Two.'],
      label: 'not-enough-information',
      rationale: [],
    },
    {
      id: '2',
      claim: 'B.',
      document: '11',
      title: 'Eleven',
      sentences: ['Three.', 'Four.'],
      label: 'refutes',
      rationale: [0, 1],
    },
  ]

  it('reads the corpus of SciFact and that of BEIR with offsets', async () => {
    using own = temporaryFolder({
      'claims_train.jsonl': claims,
      'corpus.jsonl': lines(
        { doc_id: 10, title: 'Ten', abstract: ['One.', 'Two.'] },
        { doc_id: 11, title: 'Eleven', abstract: ['Three.', 'Four.'] },
        { doc_id: 12 },
      ),
    })
    using beir = temporaryFolder({
      'claims_train.jsonl.gz': gzipSync(claims),
      'corpus.jsonl.gz': gzipSync(
        lines(
          { _id: '10', title: 'Ten', text: 'One. Two.', sentence_offsets: [0, 5] },
          { _id: '11', title: 'Eleven', text: 'Three. Four.', sentence_offsets: [0, 7] },
        ),
      ),
    })
    expect(await all(sciFactClaims(own.path, 'train'))).toEqual(expected)
    expect(await all(sciFactClaims(beir.path, 'train'))).toEqual(expected)
    await expect(all(sciFactClaims(beir.path, 'dev'))).rejects.toThrow(DataError)
    await expect(all(sciFactClaims(own.path, 'train', { signal: AbortSignal.abort() }))).rejects.toThrow(AbortedError)
  })

  const claim = { id: 1, claim: 'A.', evidence: {}, cited_doc_ids: [10] }
  const abstract = { _id: '10', title: 'T', text: 'One. Two.', sentence_offsets: [0, 5] }
  it.each([
    ['a document that is not there', { ...claim, cited_doc_ids: [9] }, abstract],
    ['a sentence that is not there', { ...claim, evidence: { 10: [{ label: 'SUPPORT', sentences: [2] }] } }, abstract],
    [
      'two labels of one document',
      {
        ...claim,
        evidence: {
          10: [
            { label: 'SUPPORT', sentences: [0] },
            { label: 'CONTRADICT', sentences: [1] },
          ],
        },
      },
      abstract,
    ],
    ['an unknown label', { ...claim, evidence: { 10: [{ label: 'MAYBE', sentences: [0] }] } }, abstract],
    ['evidence that is null', { ...claim, evidence: { 10: [null] } }, abstract],
    ['no evidence', { ...claim, evidence: undefined }, abstract],
    ['no citations', { ...claim, cited_doc_ids: undefined }, abstract],
    ['no id', { ...claim, id: null }, abstract],
    ['offsets beyond the text', claim, { ...abstract, sentence_offsets: [0, 50] }],
    ['offsets in disorder', claim, { ...abstract, sentence_offsets: [0, 5, 5] }],
    ['no sentences', claim, { _id: '10', title: 'T', text: 'x' }],
  ])('names the line of %s', async (_, row, document) => {
    using folder = temporaryFolder({ 'claims_dev.jsonl': `\n${lines(row)}`, 'corpus.jsonl': `\n${lines(document)}` })
    await expect(all(sciFactClaims(folder.path, 'dev'))).rejects.toMatchObject({ code: 'data', details: { line: 2 } })
  })
})

describe('factClaims', () => {
  it('reads evidence that is text, and references of FEVER with their sentences', async () => {
    using folder = temporaryFolder({
      'f.jsonl': lines(
        {
          id: 1,
          label: 'SUPPORTS',
          claim: 'A.',
          evidence: [
            [
              [7, 8, 'Page_A', 3],
              [7, 9, 'Page_B', 0],
            ],
            [[7, 8, 'Page_A', 3]],
          ],
        },
        { id: 2, label: 'NOT ENOUGH INFO', claim: 'B.', evidence: [[[7, null, null, null]]] },
        { label: 'REFUTES', claim: 'C.', evidence: 'One text.' },
        { label: 'nei', claim: 'D.' },
        { label: 'supported', claim: 'E.', evidence: ['a', '', 'b', 'a'] },
      ),
    })
    expect(
      await all(factClaims(`${folder.path}/f.jsonl`, { sentenceOf: (page, sentence) => `${page} ${sentence}` })),
    ).toEqual([
      { claim: 'A.', evidence: ['Page_A 3', 'Page_B 0'], label: 'supports' },
      { claim: 'B.', evidence: [], label: 'not-enough-information' },
      { claim: 'C.', evidence: ['One text.'], label: 'refutes' },
      { claim: 'D.', evidence: [], label: 'not-enough-information' },
      { claim: 'E.', evidence: ['a', 'b'], label: 'supports' },
    ])
    await expect(all(factClaims(`${folder.path}/f.jsonl`))).rejects.toThrow('the evidence 3 of "Page_A"')
  })

  it.each([
    [{ claim: 'A.', label: 'perhaps' }],
    [{ label: 'SUPPORTS' }],
    [{ claim: 'A.', label: 'SUPPORTS', evidence: [5] }],
    [{ claim: 'A.', label: 'SUPPORTS', evidence: [[1, 2, 'P', 'x']] }],
  ])('names the line of %j', async row => {
    using folder = temporaryFolder({ 'f.jsonl': lines({ claim: 'A.', label: 'SUPPORTS' }, row) })
    await expect(all(factClaims(`${folder.path}/f.jsonl`))).rejects.toMatchObject({
      code: 'data',
      details: { line: 2 },
    })
  })
})
