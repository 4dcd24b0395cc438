import { expect, it } from 'vitest'
import { removeOwnName } from './remove-own-name.ts'

it.each([
  ['a code span that is the name', 'The `fs.watch()` API watches `filename`.', 'fs.watch', 'The API watches filename.'],
  ['a code span that contains it', 'Stops, as `const { watch } = fs` does not.', 'fs.watch', 'Stops, as does not.'],
  ['the qualified name in words', 'Like fs.watch(path), but asynchronous.', 'fs.watch', 'Like, but asynchronous.'],
  ['a call in words', 'Use watch(path) to begin.', 'fs.watch', 'Use to begin.'],
  [
    'a name with an inner capital in words',
    'A readFileSync that does not wait.',
    'fs.readFileSync',
    'A that does not wait.',
  ],
  [
    'the CSS spelling',
    'The font-size CSS property sets the size.',
    'CSSStyleProperties.fontSize',
    'The CSS property sets the size.',
  ],
  ['a constant', 'Flag O_SYNC opens for synchronous work.', 'fs.constants.O_SYNC', 'Flag opens for synchronous work.'],
  ['a reference to itself', 'Adds a layer. See `Map.addLayer`.', 'Map.addLayer', 'Adds a layer.'],
])('removes %s', (_, description, name, expected) => {
  expect(removeOwnName(description, name)).toBe(expected)
})

it.each([
  ['English words', 'Watch a file and watch it well.', 'fs.watch'],
  ['longer names', 'Unlike fs.watchFile, this needs no polling.', 'fs.watch'],
  ['the container', 'The Window interface opens it.', 'Window.open'],
  ['pattern characters in a name', 'Costs 3 (or more).', 'a.$('],
])('keeps %s', (_, description, name) => {
  expect(removeOwnName(description, name)).toBe(description)
})
