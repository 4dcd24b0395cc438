import { expect, it } from 'vitest'
import { markupTitle } from './markup-title.ts'

it.each([
  ['a.rst', '.. note\n\n=====\nGuide\n=====\n\nSteps\n-----\n', 'Guide'],
  ['a.rst', 'Guide to x\n==========\n\nText.\n', 'Guide to x'],
  ['a.adoc', ':toc:\n= The guide\nBy me\n\n== Steps\n', 'The guide'],
  ['a.asciidoc', '== Steps only\n', ''],
  ['a.org', '#+AUTHOR: me\n#+TITLE: The guide\n* Steps\n', 'The guide'],
  ['a.tex', '\\documentclass{article}\n\\title[Short]{The guide}\n', 'The guide'],
  ['a.txt', 'Guide\n=====\n', ''],
])('%s: %j has the title "%s"', (path, text, title) => {
  expect(markupTitle(path, text)).toBe(title)
})
