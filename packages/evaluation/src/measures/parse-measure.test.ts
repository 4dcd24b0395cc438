import { expect, it } from 'vitest'
import { knownMeasures, measureOf, parseMeasure, type MeasureDefinition } from '@towerkit/evaluation'

it('reads back every form that it writes', () => {
  for (const definition of knownMeasures) {
    for (const rel of definition.takesRel ? [undefined, 1, 2, 0.5, 1e-7] : [undefined]) {
      for (const cutoff of definition.cutoff === 'optional' ? [undefined, 1, 100] : [1, 100]) {
        const measure = measureOf(definition, { ...(rel === undefined ? {} : { rel }), ...(cutoff === undefined ? {} : { cutoff }) })
        const read = parseMeasure(measure.name)
        expect(read.name).toBe(measure.name)
        expect(read.parameters).toEqual(measure.parameters)
        expect(read.source).toBe(definition.source)
      }
    }
  }
})

it.each([
  ['nDCG@10', { cutoff: 10 }], ['R@50', { cutoff: 50 }], ['P(rel=2)@5', { rel: 2, cutoff: 5 }], ['RR@10', { cutoff: 10 }], ['RR', {}], ['AP', {}], ['Success@1', { cutoff: 1 }],
])('reads %s', (text, parameters) => {
  expect(parseMeasure(text)).toMatchObject({ name: text, parameters })
})

it.each([
  ['MRR', 'Known are AP or AP@k, nDCG or nDCG@k, P@k, R@k, RR or RR@k, Success@k'], ['ndcg@10', 'not a known measure'], ['', 'not a known measure'],
  ['R', 'needs a cutoff'], ['P@0', 'cutoff of P is 0'], ['P@1.5', 'cutoff of P is 1.5'], ['P@-1', 'cutoff of P is -1'], ['P@x', 'cutoff of P is NaN'],
  ['nDCG(rel=2)@10', 'takes no rel'], ['P(rel=0)@5', 'rel of P is 0'], ['P(rel=two)@5', 'rel of P is NaN'], ['P(beta=1)@5', 'not a known measure'],
  ['P(rel=1)@5', 'is written "P@5"'], ['nDCG@010', 'is written "nDCG@10"'], ['nDCG@ 10', 'is written "nDCG@10"'], [' nDCG@10', 'not a known measure'], ['nDCG@10@5', 'not a known measure'],
])('refuses "%s"', (text, message) => {
  expect(() => parseMeasure(text)).toThrow(expect.objectContaining({ code: 'argument', message: expect.stringContaining(message) }))
})

it('reads measures of a user', () => {
  const share: MeasureDefinition = { name: 'Share', title: 'Share', formula: '', source: 'this test', cutoff: 'required', takesRel: false, compute: (_, { cutoff }) => 1 / cutoff }
  expect(parseMeasure('Share@4', [share]).compute({ ranked: [], judged: [] })).toBe(0.25)
  expect(() => parseMeasure('Share@4')).toThrow('not a known measure')
})
