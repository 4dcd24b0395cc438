/**
 * What ffmpeg said last, without the path, which messages name already, and without the pointers of a run.
 *
 * @param report Its standard error.
 */
export function ffmpegReason(report: string): string {
  const lines = report.split('\n').filter(line => line.trim() !== '' && !line.startsWith('To ignore this'))
  return (lines.at(-1) ?? 'ffmpeg gave no reason')
    .replace(/^file:\S*: /, '')
    .replaceAll(/ ?@ 0x[0-9a-f]+/g, '')
    .replace(/\.$/, '')
    .slice(0, 200)
}
