import { outcomes } from './outcomes';
import { script, style } from './page-assets';
import { type PageLanguage, type PageTexts, pageTexts } from './page-texts';
import type { MessageView } from './store';

export interface PageModel {
  readonly language: PageLanguage;
  /** The number searched for, empty for all. */
  readonly to: string;
  readonly messages: readonly MessageView[];
  readonly total: number;
  /** For the content security policy: only these very style and script may run. */
  readonly nonce: string;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as text in HTML, also within quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** The page as a complete HTML document; it loads nothing. */
export function renderPage(model: PageModel): string {
  const { language, nonce } = model;
  const texts = pageTexts[language];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${texts.title}</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${style}</style>
</head>
<body>
${header(model, texts)}
<main>
${list(model, texts)}
</main>
${outcomeTable(language, texts)}
<script nonce="${nonce}">${script}</script>
</body>
</html>
`;
}

function header({ language, to }: PageModel, texts: PageTexts): string {
  const link = (code: PageLanguage, name: string) => {
    const query = new URLSearchParams({ lang: code, ...(to !== '' && { to }) }).toString();
    const current = code === language ? ' aria-current="page"' : '';
    return `<a href="/?${escapeHtml(query)}" hreflang="${code}" lang="${code}"${current}>${name}</a>`;
  };
  const all = to === '' ? '' : `<a href="/?lang=${language}">${texts.all}</a>`;
  return `<header>
<div class="top"><h1>${texts.title}</h1><nav>${link('kk', 'Қазақша')}${link('ru', 'Русский')}</nav></div>
<p class="intro">${texts.intro}</p>
<form method="get" action="/">
<input type="hidden" name="lang" value="${language}">
<input name="to" type="tel" value="${escapeHtml(to)}" placeholder="${texts.number}" aria-label="${texts.number}">
<button>${texts.find}</button>${all}
</form>
</header>`;
}

function list({ messages, total }: PageModel, texts: PageTexts): string {
  if (messages.length === 0) return `<p class="count">${texts.none}</p>`;
  const items = messages.map((message) => item(message, texts)).join('\n');
  return `<p class="count">${texts.shown(messages.length, total)}</p>\n<ol>\n${items}\n</ol>`;
}

function item(message: MessageView, texts: PageTexts): string {
  const { state, receivedAt, validUntil } = message;
  const facts = [
    [texts.from, message.from],
    ...(validUntil === undefined ? [] : [[texts.validUntil, localTime(validUntil)]]),
  ].map(([name = '', value = '']) => `<div><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>`);
  const size = `${texts.encodings[message.encoding] ?? message.encoding}, ${texts.segments(message.segments)}`;
  return `<li>
<div class="line"><span class="number">${escapeHtml(message.to)}</span>
<span class="${escapeHtml(state)}">${escapeHtml(texts.states[state] ?? state)}</span>
<time datetime="${receivedAt}">${localTime(receivedAt)}</time></div>
<p class="text">${escapeHtml(message.text)}</p>
<dl>${facts.join('')}<div><dd>${escapeHtml(size)}</dd></div></dl>
</li>`;
}

function outcomeTable(language: PageLanguage, texts: PageTexts): string {
  const rows = outcomes
    .map(({ digits, title }) => `<tr><td>…${digits}</td><td>${escapeHtml(title[language])}</td></tr>`)
    .join('\n');
  return `<footer><details><summary>${texts.outcomes}</summary>
<table><thead><tr><th>${texts.digits}</th><th>${texts.result}</th></tr></thead>
<tbody>
${rows}
<tr><td>…</td><td>${texts.otherwise}</td></tr>
</tbody></table></details></footer>`;
}

// The city's time, whatever the machine's: the reader compares it with the clock on the wall.
const cityTime = new Intl.DateTimeFormat('ru-KZ', {
  timeZone: 'Asia/Almaty',
  day: '2-digit',
  month: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

function localTime(instant: string): string {
  return cityTime.format(new Date(instant));
}
