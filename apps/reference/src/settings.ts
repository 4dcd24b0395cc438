/** Everything that one may want to change about the demo's models and their training. */
export interface DemoSettings {
  /**
   * A checkpoint to start from: a folder, or its name on the hub. Default: none, a small one is trained on the corpus.
   */
  readonly model?: string | undefined
  /** Longest query and longest document, in tokens. */
  readonly queryLength: number
  readonly documentLength: number
  /** The language model that is made where no checkpoint is named. */
  readonly languageModel: LanguageModelSettings
  readonly teacher: TeacherSettings
  readonly student: StudentSettings
  readonly temperature: number
  readonly seed: number
}

/** One run of training. */
export interface RunSettings {
  readonly batchSize: number
  readonly steps: number
  readonly learningRate: number
}

/** Size of a new language model, and how it is made. */
export interface LanguageModelSettings {
  /** Rows of the word table. */
  readonly vocabularySize: number
  /** Length of the hidden states, and so of all embeddings. */
  readonly width: number
  readonly layers: number
  readonly heads: number
  readonly headWidth: number
  /** Width inside the feed-forward maps. */
  readonly inner: number
  /** Its word table learns the pairs, by itself. */
  readonly words: RunSettings
}

/** Stage I. */
export interface TeacherSettings extends RunSettings {
  /** Hard negatives of each pair, and after how many steps they are mined anew. */
  readonly hardNegatives: number
  readonly mineEvery: number
}

/** Stage II. */
export interface StudentSettings extends RunSettings {
  /** Blocks that it keeps of the teacher; 0 for words alone. */
  readonly layers: number
  /**
   * Length of queries and keys of an attention to words, where the teacher is a pretrained model and no blocks are
   * kept; 0 for their mean. Default 0.
   */
  readonly attention?: number
}

/** For two cores and some minutes, chosen by nDCG@10 on the development modules and by time: see the README. */
export const demoSettings: DemoSettings = {
  queryLength: 56,
  documentLength: 40,
  languageModel: {
    vocabularySize: 8192,
    width: 768,
    layers: 1,
    heads: 4,
    headWidth: 32,
    inner: 256,
    words: { batchSize: 1024, steps: 50, learningRate: 4e-3 },
  },
  teacher: { batchSize: 128, steps: 30, learningRate: 1.5e-4, hardNegatives: 1, mineEvery: 15 },
  student: { layers: 0, batchSize: 256, steps: 80, learningRate: 1e-3 },
  temperature: 0.05,
  seed: 1,
}
