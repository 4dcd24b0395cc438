/** Files and folders of a workspace of recommendations. */
export const recommenderFiles = {
  /** A user a line, `UserHistory`. */
  histories: 'histories.jsonl',
  /** `PreparedItems`. */
  items: 'items.json',
  /** Items with their titles and metadata, as they are now. */
  store: 'store.sqlite',
  /** What `saveRecommender` writes. */
  model: 'recommender',
  /** Digest of the prepared data that the model was trained on. */
  trainedOn: 'recommender/trained-on.txt',
  /** `RecommenderReport`. */
  report: 'recommender-report.json',
} as const
