/** The style sheet of the page: light and dark by the reader's choice, and fit for paper. */
import { tones } from "./facts";
import { pictureStyle } from "./pictures/style";

const light = `
  --ground: #f7f8fa; --paper: #ffffff; --raised: #f1f3f6; --text: #1a1f29; --muted: #566070; --line: #d3d8e0;
  --strong-line: #8b95a5; --link: #1a56c4; --good: #08683c; --bad: #b01e15; --good-ground: #e6f6ec;
  --bad-ground: #fdeceb; --open-ground: #fdf3dc; --open: #8a4b08;
  --source: #6a3fc0; --build: #1b5fce; --test: #0c6d87; --approval: #a8450a; --deploy: #0a6f47; --invoke: #b3176e;
  --compute: #3b40c4; --other: #4b5565; --artifact: #0c6d87;
  --tone-0: #dfe8fb; --tone-1: #d9f2e3; --tone-2: #fdebc8; --tone-3: #f9dff0; --tone-4: #d9f0f6; --tone-5: #ebe2fb;`;

const dark = `
  --ground: #11151c; --paper: #181d26; --raised: #212835; --text: #e8ebf0; --muted: #a3adbc; --line: #343d4c;
  --strong-line: #78849a; --link: #86b3ff; --good: #6bd39a; --bad: #ff9a90; --good-ground: #12321f;
  --bad-ground: #431a17; --open-ground: #3a2c0d; --open: #f3be6b;
  --source: #bfa3ff; --build: #85b6ff; --test: #69cbe2; --approval: #ffb072; --deploy: #6bd39a; --invoke: #ff94cb;
  --compute: #a9adff; --other: #b3bccb; --artifact: #69cbe2;
  --tone-0: #26375a; --tone-1: #1b4430; --tone-2: #4d3a12; --tone-3: #4d2440; --tone-4: #16434f; --tone-5: #3a2d5e;`;

const page = `
*, *::before, *::after { box-sizing: border-box; }
html { color-scheme: light dark; scroll-behavior: smooth; }
body { margin: 0 auto; max-width: 80rem; padding: 1.5rem 2rem 4rem; background: var(--ground); color: var(--text);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--paper); }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.4rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
p { margin: 0 0 .75rem; max-width: 72rem; }
.kind { margin: 0 0 .25rem; color: var(--muted); font-size: .85rem; font-weight: 600; letter-spacing: .04em;
  text-transform: uppercase; }
.banner { padding: .6rem 1rem; border-radius: 8px; max-width: none; }
.banner.good { background: var(--good-ground); color: var(--good); }
.banner.bad { background: var(--bad-ground); color: var(--bad); }
.banner a { color: inherit; }
.numbers { display: flex; flex-wrap: wrap; gap: .5rem 1.75rem; margin: 1rem 0; padding: 0; list-style: none; }
.numbers b { font-size: 1.35rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 1.5rem; padding: 0; list-style: none; }
section { margin: 0 0 1.5rem; padding: 1.25rem 0 0; border-top: 1px solid var(--line); }
.muted { color: var(--muted); }
.block { display: block; font-size: .86em; font-weight: 400; }
.good { color: var(--good); }
.bad { color: var(--bad); }
code { font: .86em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.line { display: block; white-space: nowrap; }
.arn { display: block; color: var(--muted); font-size: .76em; }
.tag, .verdict { display: inline-block; padding: 0 .5em; border-radius: 999px; font-size: .86em; white-space: nowrap; }
.tag { color: var(--text); }
${Array.from({ length: tones }, (_, tone) => `.tag.tone-${tone} { background: var(--tone-${tone}); }`).join("\n")}
.verdict.allowed { background: var(--good-ground); color: var(--good); }
.verdict.denied, .verdict.missing { background: var(--bad-ground); color: var(--bad); }
.verdict.undecidable { background: var(--open-ground); color: var(--open); }
.table { margin: .75rem 0 1.25rem; overflow-x: auto; border: 1px solid var(--line); border-radius: 8px;
  background: var(--paper); }
table { width: 100%; border-collapse: collapse; font-size: .87rem; }
caption { padding: .6rem .8rem; text-align: left; font-weight: 600; }
th, td { padding: .45rem .8rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; }
thead th { background: var(--raised); white-space: nowrap; font-size: .92em; }
tbody th { min-width: 9rem; overflow-wrap: anywhere; }
tr:target > * { background: var(--open-ground); }
.plain { margin: 0; padding: 0; list-style: none; }
.plain li + li { margin-top: .35rem; }
.dot { display: inline-block; width: .7em; height: .7em; border-radius: 2px; background: var(--category); }
details { margin: .35rem 0; font-weight: 400; }
summary { cursor: pointer; color: var(--link); }
td details, th details { font-size: .92em; }
dl { margin: .25rem 0; }
dt { color: var(--muted); }
dd { margin: 0 0 .35rem; overflow-wrap: anywhere; }
`;

const paper = `
@media print {
  body { max-width: none; padding: 0; background: none; font-size: 11px; }
  nav, .skip { display: none; }
  .table, .picture { overflow: visible; border-color: #999; }
  svg, tr, .banner { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  * { print-color-adjust: exact; }
}
`;

export const style = `:root {${light}\n}\n@media (prefers-color-scheme: dark) { :root {${dark}\n} }\n${page}${pictureStyle}${paper}`;
