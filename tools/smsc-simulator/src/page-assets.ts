export const style = `
:root { color-scheme: light dark; --ink: #17202a; --soft: #5b6673; --line: #d9dee4; --paper: #f4f6f8; --card: #fff;
  --good: #14713d; --bad: #a3261b; --wait: #7a5a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf0; --soft: #a3adb8; --line: #38424d; --paper: #14191f;
  --card: #1d242c; --good: #63cf92; --bad: #ff9186; --wait: #e8c25a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; }
header, main, footer { max-width: 46rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.25rem; }
.top { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; }
h1 { font-size: 1.4rem; margin: 0; }
nav a { color: var(--soft); padding: .5rem; } nav a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
.intro, .count, dl { color: var(--soft); }
.intro { margin: .25rem 0 1rem; }
form { display: flex; gap: .5rem; align-items: center; flex-wrap: wrap; }
input, button { font: inherit; min-height: 2.75rem; padding: 0 .75rem; border: 1px solid var(--line); border-radius: .4rem;
  background: var(--card); color: inherit; }
input { flex: 1 1 12rem; min-width: 0; } button { cursor: pointer; }
.count { margin: 1rem 0 .5rem; font-size: .9rem; }
ol { list-style: none; margin: 0; padding: 0; display: grid; gap: .75rem; }
li { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .75rem 1rem; }
li .line { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; }
li time { margin-left: auto; color: var(--soft); font-variant-numeric: tabular-nums; }
.number { font-weight: 600; font-variant-numeric: tabular-nums; }
.text { margin: .4rem 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 1.05rem; }
.delivered { color: var(--good); } .enroute { color: var(--wait); }
.expired, .undeliverable, .rejected { color: var(--bad); } .cancelled { color: var(--soft); }
dl { display: flex; flex-wrap: wrap; gap: 0 1rem; margin: 0; font-size: .85rem; } dl div { display: flex; gap: .35rem; }
dt, dd { margin: 0; } dt::after { content: ":"; }
details { margin: 1.5rem 0 2rem; } summary { cursor: pointer; padding: .5rem 0; }
table { border-collapse: collapse; font-size: .9rem; } th, td { text-align: left; padding: .3rem .75rem .3rem 0;
  border-bottom: 1px solid var(--line); vertical-align: top; } td:first-child { font-variant-numeric: tabular-nums; }
`;

/** Fetches this page again every two seconds and puts its list in place, unless someone is marking text. */
export const script = `
const refresh = async () => {
  if (document.hidden || String(getSelection())) return;
  const response = await fetch(location.href, { cache: 'no-store' });
  if (!response.ok) return;
  const next = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('main');
  const main = document.querySelector('main');
  if (next && main.innerHTML !== next.innerHTML) main.innerHTML = next.innerHTML;
};
setInterval(() => refresh().catch(() => {}), 2000);
`;
