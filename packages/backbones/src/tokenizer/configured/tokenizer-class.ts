/** Kinds of tokenizers that transformers builds from a vocabulary and settings, whatever tokenizer.json says. */
export type TokenizerClass = 'bert' | 'mpnet' | 'roberta' | 'xlm-roberta' | 'camembert' | 'qwen2'

const classes: Readonly<Record<string, TokenizerClass>> = {
  BertTokenizer: 'bert',
  DistilBertTokenizer: 'bert',
  MPNetTokenizer: 'mpnet',
  RobertaTokenizer: 'roberta',
  XLMRobertaTokenizer: 'xlm-roberta',
  CamembertTokenizer: 'camembert',
  Qwen2Tokenizer: 'qwen2',
}
const byModelType: Readonly<Record<string, string>> = {
  bert: 'BertTokenizer',
  distilbert: 'BertTokenizer',
  mpnet: 'MPNetTokenizer',
  roberta: 'RobertaTokenizer',
  'xlm-roberta': 'XLMRobertaTokenizer',
  camembert: 'CamembertTokenizer',
  qwen2: 'Qwen2Tokenizer',
  qwen3: 'Qwen2Tokenizer',
}

/**
 * The class that transformers 5 opens a folder's tokenizer with: the one that is named, or that of the architecture.
 *
 * @param name `tokenizer_class` of tokenizer_config.json or config.json.
 * @param modelType `model_type` of config.json.
 * @returns Undefined for classes that use tokenizer.json unchanged.
 */
export function tokenizerClass(name: unknown, modelType: unknown): TokenizerClass | undefined {
  const registered = typeof modelType === 'string' ? byModelType[modelType] : undefined
  if (typeof name !== 'string') return registered === undefined ? undefined : classes[registered]
  // What these models name on the hub is often wrong.
  if (modelType === 'modernbert') return undefined
  if (modelType === 'qwen2') return 'qwen2'
  return classes[name.replace(/Fast$/, '')]
}
