/** The look of a chart: light, and dark where whoever looks prefers it. Contrast of words to paper is above 7 : 1 in both (WCAG 2.2, 1.4.6). */
import { createHash } from 'node:crypto'

export const STYLE = `
.chart{--paper:#fff;--ink:#1f2328;--faint:#57606a;--grid:#d8dee4;--line:#0550ae;--band:#54aeff;--bad:#b3141c;--taught:#116329;--new:#6639ba;--off:#8c959f;
font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
@media (prefers-color-scheme:dark){.chart{--paper:#0d1117;--ink:#e6edf3;--faint:#9da7b3;--grid:#2d333b;--line:#79b8ff;--band:#388bfd;--bad:#ff7b72;--taught:#56d364;--new:#d2a8ff;--off:#848d97}}
.paper{fill:var(--paper)}text{fill:var(--ink)}.faint{fill:var(--faint)}.label{font-weight:600;stroke:var(--paper);stroke-width:4;paint-order:stroke}.title{font-size:15px;font-weight:600}
.grid{stroke:var(--grid);fill:none}.axis{stroke:var(--faint);fill:none}
.value{stroke:var(--line);stroke-width:1.5;fill:none;stroke-linejoin:round}.expected-line{stroke:var(--faint);stroke-dasharray:4 3;fill:none}
.band{fill:var(--band);fill-opacity:.22}.incident{fill:var(--bad);fill-opacity:.14}.quiet{fill:url(#hatch)}.hatch{stroke:var(--off);stroke-opacity:.5}
.anomaly{fill:var(--bad);stroke:var(--paper)}.accepted{fill:var(--new);stroke:var(--paper)}.expected{fill:var(--taught);stroke:var(--paper)}
.new-level{fill:var(--new);stroke:var(--paper)}.left-out{stroke:var(--off);fill:none}.judged{stroke:var(--ink);stroke-width:2;fill:none}
.dot{fill:var(--line)}
`

/** For a content security policy that allows this style and no other. */
export const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`
