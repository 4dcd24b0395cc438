/** Names that programs give to what nobody named. */
const unnamed = [
  /^\(?(untitled|unbenannt|unnamed|no title|anonymous|sans titre|sin t[ií]tulo|senza titolo)\)?\b.*/i,
  /^new (page|document)( ?\d+)?$/i,
  /^(document|dokument|presentation|layout|slide|page|worksheet|sheet) ?\d*$/i,
  /^powerpoint.presentation$/i,
  /^microsoft (word|powerpoint|excel|publisher) - .*/i,
]

/** Endings of files of editors, typesetters and printers. */
const endings =
  'docx? docm dotx? rtf odt pages wpd lwp tex dvi e?ps pdf indd qx[dp] fm pmd p65 pub pptx? odp key xlsx? ods ai cdr ' +
  'txt html? md tmp'
const fileName = new RegExp(`^\\S.*\\.(${endings.replaceAll(' ', '|')})$`, 'i')

/** The title that a document's file gives, or nothing where an editor put its own words or the name of a file there. */
export function givenTitle(text: string): string {
  const title = text.replace(/\s+/g, ' ').trim()
  return unnamed.some(pattern => pattern.test(title)) || fileName.test(title) ? '' : title
}
