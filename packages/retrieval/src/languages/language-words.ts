import { stemmer as arabicStemmer } from '@orama/stemmers/arabic'
import { stemmer as bulgarianStemmer } from '@orama/stemmers/bulgarian'
import { stemmer as danishStemmer } from '@orama/stemmers/danish'
import { stemmer as germanStemmer } from '@orama/stemmers/german'
import { stemmer as greekStemmer } from '@orama/stemmers/greek'
import { stemmer as spanishStemmer } from '@orama/stemmers/spanish'
import { stemmer as finnishStemmer } from '@orama/stemmers/finnish'
import { stemmer as frenchStemmer } from '@orama/stemmers/french'
import { stemmer as irishStemmer } from '@orama/stemmers/irish'
import { stemmer as indianStemmer } from '@orama/stemmers/indian'
import { stemmer as hungarianStemmer } from '@orama/stemmers/hungarian'
import { stemmer as armenianStemmer } from '@orama/stemmers/armenian'
import { stemmer as indonesianStemmer } from '@orama/stemmers/indonesian'
import { stemmer as italianStemmer } from '@orama/stemmers/italian'
import { stemmer as lithuanianStemmer } from '@orama/stemmers/lithuanian'
import { stemmer as nepaliStemmer } from '@orama/stemmers/nepali'
import { stemmer as dutchStemmer } from '@orama/stemmers/dutch'
import { stemmer as norwegianStemmer } from '@orama/stemmers/norwegian'
import { stemmer as portugueseStemmer } from '@orama/stemmers/portuguese'
import { stemmer as romanianStemmer } from '@orama/stemmers/romanian'
import { stemmer as russianStemmer } from '@orama/stemmers/russian'
import { stemmer as serbianStemmer } from '@orama/stemmers/serbian'
import { stemmer as swedishStemmer } from '@orama/stemmers/swedish'
import { stemmer as tamilStemmer } from '@orama/stemmers/tamil'
import { stemmer as turkishStemmer } from '@orama/stemmers/turkish'
import { stemmer as ukrainianStemmer } from '@orama/stemmers/ukrainian'
import { stopwords as arabicStopWords } from '@orama/stopwords/arabic'
import { stopwords as bulgarianStopWords } from '@orama/stopwords/bulgarian'
import { stopwords as danishStopWords } from '@orama/stopwords/danish'
import { stopwords as germanStopWords } from '@orama/stopwords/german'
import { stopwords as greekStopWords } from '@orama/stopwords/greek'
import { stopwords as spanishStopWords } from '@orama/stopwords/spanish'
import { stopwords as finnishStopWords } from '@orama/stopwords/finnish'
import { stopwords as frenchStopWords } from '@orama/stopwords/french'
import { stopwords as irishStopWords } from '@orama/stopwords/irish'
import { stopwords as indianStopWords } from '@orama/stopwords/indian'
import { stopwords as hungarianStopWords } from '@orama/stopwords/hungarian'
import { stopwords as armenianStopWords } from '@orama/stopwords/armenian'
import { stopwords as indonesianStopWords } from '@orama/stopwords/indonesian'
import { stopwords as italianStopWords } from '@orama/stopwords/italian'
import { stopwords as lithuanianStopWords } from '@orama/stopwords/lithuanian'
import { stopwords as nepaliStopWords } from '@orama/stopwords/nepali'
import { stopwords as dutchStopWords } from '@orama/stopwords/dutch'
import { stopwords as norwegianStopWords } from '@orama/stopwords/norwegian'
import { stopwords as portugueseStopWords } from '@orama/stopwords/portuguese'
import { stopwords as romanianStopWords } from '@orama/stopwords/romanian'
import { stopwords as russianStopWords } from '@orama/stopwords/russian'
import { stopwords as serbianStopWords } from '@orama/stopwords/serbian'
import { stopwords as swedishStopWords } from '@orama/stopwords/swedish'
import { stopwords as tamilStopWords } from '@orama/stopwords/tamil'
import { stopwords as turkishStopWords } from '@orama/stopwords/turkish'
import { stopwords as ukrainianStopWords } from '@orama/stopwords/ukrainian'
import { stemmer as englishStemmer } from 'stemmer'
import { luceneStopWords } from '../words/lucene-stop-words.ts'

/** What is known of a language. */
export interface LanguageWords {
  /** Cuts a word in small letters to its stem. */
  readonly stem: (word: string) => string
  readonly stopWords: ReadonlySet<string>
  /** ISO 639-3 code, for detection. */
  readonly detectedAs: string
}

const known = (detectedAs: string, stem: (word: string) => string, stopWords: Iterable<string>): LanguageWords => ({
  detectedAs,
  stem,
  stopWords: new Set(stopWords),
})

/** Languages by their ISO 639-1 codes. English has Porter's stemmer and Lucene's stop words, the others Snowball's. */
export const languageWords = {
  ar: known('arb', arabicStemmer, arabicStopWords),
  bg: known('bul', bulgarianStemmer, bulgarianStopWords),
  da: known('dan', danishStemmer, danishStopWords),
  de: known('deu', germanStemmer, germanStopWords),
  el: known('ell', greekStemmer, greekStopWords),
  en: known('eng', englishStemmer, luceneStopWords),
  es: known('spa', spanishStemmer, spanishStopWords),
  fi: known('fin', finnishStemmer, finnishStopWords),
  fr: known('fra', frenchStemmer, frenchStopWords),
  ga: known('gle', irishStemmer, irishStopWords),
  hi: known('hin', indianStemmer, indianStopWords),
  hu: known('hun', hungarianStemmer, hungarianStopWords),
  hy: known('hye', armenianStemmer, armenianStopWords),
  id: known('ind', indonesianStemmer, indonesianStopWords),
  it: known('ita', italianStemmer, italianStopWords),
  lt: known('lit', lithuanianStemmer, lithuanianStopWords),
  ne: known('npi', nepaliStemmer, nepaliStopWords),
  nl: known('nld', dutchStemmer, dutchStopWords),
  no: known('nob', norwegianStemmer, norwegianStopWords),
  pt: known('por', portugueseStemmer, portugueseStopWords),
  ro: known('ron', romanianStemmer, romanianStopWords),
  ru: known('rus', russianStemmer, russianStopWords),
  sr: known('srp', serbianStemmer, serbianStopWords),
  sv: known('swe', swedishStemmer, swedishStopWords),
  ta: known('tam', tamilStemmer, tamilStopWords),
  tr: known('tur', turkishStemmer, turkishStopWords),
  uk: known('ukr', ukrainianStemmer, ukrainianStopWords),
} as const satisfies Record<string, LanguageWords>

/** The code of a language whose words are known: 'en', 'de', 'fr' and so on. */
export type Language = keyof typeof languageWords
