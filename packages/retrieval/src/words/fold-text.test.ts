import { expect, it } from 'vitest'
import { foldText } from '@towerkit/retrieval'

it.each([
  ['Café CAFÉ cafe\u0301', 'cafe cafe cafe'],
  ['Straße STRASSE Maß', 'strasse strasse mass'],
  ['Łódź Ærø Œuvre Þór đá ħ', 'lodz aero oeuvre thor da h'],
  ['İstanbul ISPARTA ısı', 'istanbul isparta isi'],
  ['ΣΊΣΥΦΟΣ Σίσυφος', 'σισυφοσ σισυφοσ'],
  ['Ёлка', 'елка'],
  ['ﬁle Ｆｕｌｌ １２', 'file full 12'],
  ['كِتَاب שָׁלוֹם', 'كتاب שלום'],
  ['हिन्दी क्षेत्र', 'हिन्दी क्षेत्र'],
  ['ガギグ ｶﾞ 한국어', 'ガギグ ガ 한국어'],
  ['', ''],
])('folds %j', (text, folded) => {
  expect(foldText(text)).toBe(folded)
})

it('is the same when it is done twice', () => {
  for (let code = 0; code < 0x3100; code++) {
    const once = foldText(String.fromCodePoint(code))
    expect(foldText(once), code.toString(16)).toBe(once)
  }
})
