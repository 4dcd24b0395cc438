import { htmlPage, reportHtml, type EvaluationReport, type PageOptions } from '@towerkit/evaluation/report'
import { aboutReport, reportTable, type SearchReport } from './search-report.ts'

/** The colours, letters and header of the search page, to which it leads back. */
const likeThePage: PageOptions = {
  style: `:root{--text:#1d1c19;--page:#fbfaf7;--line:#e5e1d8;--quiet:#68645b;--accent:#1f5f54}
@media (prefers-color-scheme:dark){:root{--text:#ece9e1;--page:#171613;--line:#35332d;--quiet:#a39e92;--accent:#7cc4b3}}
body{font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
main{max-width:48rem;padding:0 1.25rem 2rem}
.top{max-width:48rem;margin:0 auto;padding:1.25rem;font-size:.9375rem;display:flex;justify-content:space-between}
.top a{color:var(--quiet);text-decoration:none;padding:.5rem 0}.top a:hover{color:var(--text)}
.top a:first-child{color:var(--text);font-weight:650}
h1{font-size:1.5rem;font-weight:650;letter-spacing:-.01em}`,
  links: [
    { href: '/', name: 'Towerkit' },
    { href: '/', name: 'Back to the search' },
  ],
}

/** The report as a page that looks like the search page. @param details Undefined of too few queries to compare. */
export async function reportPage(summary: SearchReport, details: EvaluationReport | undefined): Promise<string> {
  const title = 'Search on held-out queries'
  const results = {
    heading: 'Results and speed',
    text:
      `${aboutReport(summary)}. Queries per second are of whole answers, all in one batch; encoded per second of the ` +
      'query tower alone.',
    table: reportTable(summary),
  }
  const notes = summary.notes.map((text, i) => (i === 0 ? { heading: 'In short', text } : { text }))
  return details === undefined
    ? htmlPage(title, [...notes, results], likeThePage)
    : reportHtml(details, { ...likeThePage, first: notes, sections: [results] })
}
