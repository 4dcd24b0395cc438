/** Takes the spaces before English punctuation and contractions out again, as the decoders of the reference do. */
export function cleanUp(text: string): string {
  return [
    [' .', '.'],
    [' ?', '?'],
    [' !', '!'],
    [' ,', ','],
    [" ' ", "'"],
    [" n't", "n't"],
    [" 'm", "'m"],
    [' do not', " don't"],
    [" 's", "'s"],
    [" 've", "'ve"],
    [" 're", "'re"],
  ].reduce((current, [spaced, close]) => current.replaceAll(spaced!, close!), text)
}
