import { expect, it } from 'vitest'
import {
  knownMeasures,
  measureOf,
  parseMeasure,
  type MeasureDefinition,
  type MeasureParameters,
} from '@towerkit/evaluation'

const samples: MeasureParameters = {
  cutoff: 7,
  rel: 2,
  judged_only: true,
  dcg: 'exp-log2',
  gains: { 1: 2, 3: -0.5 },
  recall: 0.25,
  p: 0.6,
  T: 2.5,
  min_rel: 1,
  max_rel: 3,
  alpha: 0.25,
  beta: 0.75,
  normalize: false,
  relative: true,
}

it('reads back every form that it writes, with each parameter and with all', () => {
  for (const definition of knownMeasures) {
    const taken = Object.keys(definition.parameters) as (keyof MeasureParameters)[]
    const needed = taken.filter(name => definition.parameters[name] === 'required')
    for (const names of [needed, taken, ...taken.map(name => [...new Set([...needed, name])])]) {
      const measure = measureOf(
        definition,
        Object.fromEntries(
          names.map(name => [name, name === 'min_rel' && !names.includes('max_rel') ? 0 : samples[name]]),
        ),
      )
      const read = parseMeasure(measure.name)
      expect(read).toMatchObject({ name: measure.name, parameters: measure.parameters, source: definition.source })
    }
  }
})

it.each([
  ['nDCG@10', { cutoff: 10 }],
  ['R@50', { cutoff: 50 }],
  ['P(rel=2)@5', { rel: 2, cutoff: 5 }],
  ['RR@10', { cutoff: 10 }],
  ['RR', {}],
  ['AP', {}],
  ['Success@1', { cutoff: 1 }],
  ['MAP', {}],
  ['NumRelRet', { rel: 1 }],
  ['SetRelP', { relative: true }],
  ['α_nDCG(alpha=0.25)@5', { alpha: 0.25, cutoff: 5 }],
  ['IPrec@0.1', { recall: 0.1 }],
  ['P(rel=1)@5', { cutoff: 5 }],
  ["nDCG( dcg = 'exp-log2' , judged_only=True) @ 10", { dcg: 'exp-log2', judged_only: true, cutoff: 10 }],
  ['nDCG(gains={1:2, 3:7.5},dcg="log2")', { gains: { 1: 2, 3: 7.5 } }],
  ['Compat(p=0.8,normalize=False)', { p: 0.8, normalize: false }],
  ['BPM(T=.5,max_rel=3)@10', { T: 0.5, max_rel: 3, cutoff: 10 }],
])('reads %s', (text, parameters) => {
  expect(parseMeasure(text)).toMatchObject({ name: text, parameters })
})

it.each([
  ['MRRR', 'Known are'],
  ['ndcg@10', 'not a known measure'],
  ['', 'not a known measure'],
  [' nDCG@10', 'not a known measure'],
  ['nDCG@10@5', 'not a known measure'],
  ['constructor', 'not a known measure'],
  ['R', 'R needs a cutoff. Write R@10'],
  ['BPM@5', 'BPM needs max_rel. Write BPM(max_rel=1)@10'],
  ['IPrec', 'needs a recall. Write IPrec@0.5'],
  ['P@0', 'cutoff of P is 0'],
  ['P@1.5', 'cutoff of P is 1.5'],
  ['P@-1', 'cutoff of P is -1'],
  ['P@x', "cutoff of P is 'x'"],
  ['nDCG@010', "cutoff of nDCG is '010'"],
  ['nDCG(rel=2)@10', 'nDCG takes no rel'],
  ['P(rel=0)@5', 'rel of P is 0'],
  ['P(rel=two)@5', "rel of P is 'two'"],
  ['P(beta=1)@5', 'P takes no beta'],
  ['P(2)@5', '"2" in'],
  ['P()@5', '"" in'],
  ['Bpref@5', 'Bpref takes no cutoff'],
  ["nDCG(dcg='ln')@5", "dcg of nDCG is 'ln'"],
  ['nDCG(gains={1:x})@5', 'gains of nDCG is'],
  ['AP(judged_only=1)', 'Give True or False'],
  ['SDCG(min_rel=2,max_rel=2)@5', 'Give a higher max_rel'],
  ['IPrec@1.5', 'recall of IPrec is 1.5'],
  ['Compat(p=1)', 'p of Compat is 1'],
])('refuses "%s"', (text, message) => {
  expect(() => parseMeasure(text)).toThrow(
    expect.objectContaining({ code: 'argument', message: expect.stringContaining(message) }),
  )
})

it('reads measures of a user', () => {
  const share: MeasureDefinition = {
    name: 'Share',
    title: 'Share',
    formula: '',
    source: 'this test',
    parameters: { cutoff: 'required' },
    compute: (_, { cutoff }) => 1 / cutoff,
  }
  expect(parseMeasure('Share@4', [share]).compute({ ranked: [], judged: [] })).toBe(0.25)
  expect(() => parseMeasure('Share@4')).toThrow('not a known measure')
})
