'use strict';

// Old phones read this, and `require-trusted-types-for` holds: every text goes in as text.
const words = JSON.parse(document.getElementById('words').textContent);
const { own, fill, ageText, bandText, clockText, nameText, reasonText, stateText } = window.texts;
const at = (id) => document.getElementById(id);
const trackingToken = location.pathname.split('/').pop();
// Relative, so that it also works below a prefix of the proxy.
const trackUrl = `../v1/track/${trackingToken}`;

const everyMs = 10000;
// Who is called soon must not read of it late.
const nearEveryMs = 5000;
const nearPlaces = 3;
const endedEveryMs = 60000;
const backOffAtMostMs = 60000;
const patienceMs = 8000;
const ended = ['served', 'left', 'cancelled', 'transferred', 'expired', 'closed-unserved'];

const page = {
  language: 'kk',
  /** The last answer, and when it came. */
  track: undefined,
  freshAt: 0,
  /** 'offline', 'away' or ''. */
  trouble: '',
  unknown: false,
  failures: 0,
  timer: 0,
  asking: false,
  leaving: false,
  /** Goes up with each wish to leave: an answer from before it is out of date. */
  turn: 0,
  leaveTrouble: '',
  /** One key for one wish to leave, however often it is sent. */
  leaveKey: '',
};

// ---- Words

const say = () => words[page.language];
const nameOf = (track, what) => nameText(track, what, page.language);

const firstLanguage = () =>
  [location.hash.slice(1), ...(navigator.languages || []), navigator.language || '']
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((tag) => own(words, tag) !== undefined) || 'kk';

// ---- Painting

/** Only what changed is written: a live region must not be read out every ten seconds. */
function write(id, text) {
  const element = at(id);
  if (element.textContent !== text) element.textContent = text;
}

function show(id, visible) {
  at(id).hidden = !visible;
}

/** The counter stands out of its sentence, whatever the language puts around it. */
function paintCall(track) {
  const call = at('call');
  const { called, calledTo, calledSomewhere } = say();
  const name = nameOf(track, 'counter');
  const sentence = track.counter === undefined ? calledSomewhere : name === '' ? called : calledTo;
  const where = name || track.counter;
  const text = track.state === 'called' ? fill(sentence, { counter: where }) : '';
  if (call.textContent === text) return;
  call.textContent = '';
  if (text === '') return;
  const [before, after] = sentence.split('{counter}');
  call.append(before);
  if (after === undefined) return;
  const counter = document.createElement('strong');
  counter.textContent = where;
  counter.className = where.length > 4 ? 'long' : '';
  call.append(counter, after);
}

function paintWaiting(track) {
  const waiting = track.state === 'waiting';
  show('waiting', waiting);
  if (!waiting) return;
  const { next, place, wait, waitUnknown, hint } = say();
  write('hint', hint);
  write('place-label', place);
  write('wait-label', wait);
  write('place', track.position === 1 ? next : String(track.position || waitUnknown.any));
  write('wait', bandText(say(), track.estimate));
}

function paintOvertaken({ overtaken, utcOffset }) {
  show('overtaken', overtaken.length > 0);
  write('overtaken-label', fill(say().overtaken, { n: overtaken.length }));
  const lines = overtaken.map(({ at: instant, reason }) => {
    // By the office's clocks, as it says them: a phone's own may be an hour off.
    return `${clockText(instant, utcOffset)}: ${reasonText(say(), reason)}`;
  });
  const list = at('overtaken-list');
  if (list.textContent === lines.join('')) return;
  list.textContent = '';
  for (const line of lines) list.appendChild(document.createElement('li')).textContent = line;
}

function paintLeaving(track) {
  const { leave, question, stay, leaveSurely } = say();
  write('leave', leave);
  write('question', question);
  write('stay', stay);
  write('leave-surely', leaveSurely);
  const can = track.actions.includes('leave');
  if (!can) show('confirm', false);
  show('leave', can && at('confirm').hidden);
  at('leave-surely').disabled = page.leaving;
  write('leave-trouble', page.leaveTrouble === '' ? '' : say()[page.leaveTrouble]);
}

function paintTicket(track) {
  write('label', say().label);
  write('number', track.number);
  write('state', stateText(say(), track));
  write('missing', (track.waitingFor || []).map((who) => own(say().waitingFor, who) || who).join(' '));
  write('service', nameOf(track, 'service'));
  write('office', nameOf(track, 'office') || track.office);
  paintCall(track);
  paintWaiting(track);
  paintOvertaken(track);
  paintLeaving(track);
  document.title = track.state === 'called' ? fill(say().titleCalled, track) : `${track.number} · Kezek`;
}

function paintTrouble(known) {
  const text = page.trouble === '' ? '' : say()[known ? page.trouble : `${page.trouble}First`];
  write('trouble', text);
  write('age', known ? ageText(say(), Date.now() - page.freshAt) : '');
}

function paint() {
  const { track } = page;
  const known = track !== undefined && !page.unknown;
  document.documentElement.lang = page.language;
  for (const button of document.querySelectorAll('[data-language]'))
    button.setAttribute('aria-pressed', String(button.dataset.language === page.language));
  show('heading', known);
  show('ticket', known);
  paintTrouble(known);
  const loading = known || page.trouble !== '' ? '' : say().loading;
  write('plain', page.unknown ? say().unknown : loading);
  if (known) paintTicket(track);
  else for (const id of ['call', 'service', 'state', 'missing', 'office']) write(id, '');
}

// ---- Asking

async function call(url, init) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patienceMs);
  try {
    const response = await fetch(url, { ...init, cache: 'no-store', signal: stop.signal });
    const body = await response.json().catch(() => ({}));
    return { ok: response.ok, status: response.status, body, after: response.headers.get('retry-after') };
  } finally {
    clearTimeout(timer);
  }
}

/** A hotel's or a hall's Wi-Fi may answer 200 with its own page. */
const usable = ({ ok, body }) =>
  ok && typeof body.number === 'string' && [body.overtaken, body.actions].every(Array.isArray);

function take(track) {
  const called = track.state === 'called' && (page.track === undefined || page.track.state !== 'called');
  Object.assign(page, { track, freshAt: Date.now(), trouble: '', unknown: false, failures: 0 });
  if (called && navigator.vibrate) navigator.vibrate([400, 200, 400]);
}

function usualMs(track) {
  if (track === undefined) return everyMs;
  if (ended.includes(track.state)) return endedEveryMs;
  return track.position <= nearPlaces ? nearEveryMs : everyMs;
}

function waitMs(after) {
  const retryAfterMs = Number(after) > 0 ? Number(after) * 1000 : 0;
  const usual = usualMs(page.track);
  const backedOff = Math.min(usual * 2 ** page.failures, backOffAtMostMs);
  // A little chance, so that a hall full of phones doesn't come back in one second.
  const spread = page.failures > 0 ? Math.random() * 3000 : 0;
  return Math.max(backedOff, Math.min(retryAfterMs, backOffAtMostMs)) + spread;
}

function failed() {
  page.failures += 1;
  page.trouble = navigator.onLine === false ? 'offline' : 'away';
}

function planNext(after) {
  clearTimeout(page.timer);
  if (!document.hidden && !page.unknown) page.timer = setTimeout(ask, waitMs(after));
}

async function ask() {
  if (page.asking || page.leaving || document.hidden) return;
  clearTimeout(page.timer);
  page.asking = true;
  const { turn } = page;
  let after = null;
  try {
    const answer = await call(trackUrl, {});
    after = answer.after;
    if (turn !== page.turn) return;
    if (usable(answer)) take(answer.body);
    else if (answer.status === 404 || answer.status === 400)
      Object.assign(page, { unknown: true, trouble: '' });
    else failed();
  } catch {
    failed();
  } finally {
    page.asking = false;
    paint();
    planNext(after);
  }
}

// ---- Leaving

// Not randomUUID: a page that came over plain HTTP hasn't got it.
const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

/** What came of it, as a word of `words`; '' is a ticket that has ended. The key is kept until the answer is certain. */
async function sendLeave() {
  page.leaveKey = page.leaveKey || newKey();
  const answer = await call(`${trackUrl}/leave`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': page.leaveKey },
    body: '{}',
  }).catch(() => ({ ok: false, status: 0, body: {} }));
  const certain = usable(answer) || answer.body.code === 'ticket-wrong-state' || answer.status === 404;
  if (!certain) return 'leaveFailed';
  page.leaveKey = '';
  if (!answer.ok) return 'leaveRefused';
  take(answer.body);
  return '';
}

async function leave() {
  if (page.leaving) return;
  Object.assign(page, { leaving: true, leaveTrouble: '', turn: page.turn + 1 });
  paint();
  page.leaveTrouble = await sendLeave();
  page.leaving = false;
  if (page.leaveTrouble !== 'leaveFailed') show('confirm', false);
  paint();
  if (page.leaveTrouble === '') planNext(null);
  else await ask();
}

function confirmLeaving(open) {
  page.leaveTrouble = '';
  show('confirm', open);
  paint();
  at(open ? 'stay' : 'leave').focus();
}

// ---- Start

at('languages').addEventListener('click', ({ target }) => {
  const language = own(words, target.dataset.language) && target.dataset.language;
  if (!language) return;
  page.language = language;
  // Survives a reload, and nothing is stored.
  history.replaceState(null, '', `#${language}`);
  paint();
});
at('leave').addEventListener('click', () => confirmLeaving(true));
at('stay').addEventListener('click', () => confirmLeaving(false));
at('leave-surely').addEventListener('click', leave);
document.addEventListener('visibilitychange', () => {
  clearTimeout(page.timer);
  ask();
});
window.addEventListener('online', ask);
window.addEventListener('offline', () => {
  page.trouble = 'offline';
  paint();
});
setInterval(() => {
  if (!document.hidden) paintTrouble(page.track !== undefined && !page.unknown);
}, 1000);

page.language = firstLanguage();
paint();
ask();
