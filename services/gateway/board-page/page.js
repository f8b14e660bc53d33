'use strict';

// Old televisions read this, and `require-trusted-types-for` holds: every text goes in as text.
const words = JSON.parse(document.getElementById('words').textContent);
const at = (id) => document.getElementById(id);
const { write, fill: fillRows, fit } = window.rows;
const office = location.pathname.split('/').pop();
// Relative, so that it also works below a prefix of the proxy.
const streamUrl = `../v1/offices/${office}/board/stream`;

const sayForMs = 6000;
const repeatAtMost = 5;
const languageEveryMs = 10000;
const quietAtMostMs = 120000;
const connectingAtMostMs = 30000;
const backOffAtMostMs = 30000;
const troubleAfterMs = 3000;
// A wall hangs for weeks, and only a snapshot tells that the office's clocks were changed, or that this screen's run fast.
const renewedEveryMs = 3600000 * (1 + Math.random() / 4);
const languages = Object.keys(words);

const wall = {
  /** 'all' is one after another. */
  wish: 'all',
  language: languages[0],
  known: false,
  name: {},
  calls: new Map(),
  announcements: [],
  waiting: [],
  counters: new Map(),
  /** Of the queue's clock before the monotonic one of this screen. */
  aheadMs: 0,
  /** Of the office's clocks before UTC; the screen's own until the office is known. */
  offsetMinutes: -new Date().getTimezoneOffset(),
  source: undefined,
  retry: 0,
  failures: 0,
  connectedAtMs: 0,
  heardAtMs: 0,
  lostAtMs: undefined,
  /** What is being said, since when, and which calls have been said at all. */
  saying: undefined,
  sayingSinceMs: -sayForMs,
  repeating: false,
  said: new Set(),
};

const nowMs = () => performance.now();
const queueNowMs = () => nowMs() + wall.aheadMs;
const own = (of, key) => (Object.prototype.hasOwnProperty.call(of, key) ? of[key] : undefined);
const say = () => words[wall.language];
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
/** English is not given everywhere; Russian is. */
const inLanguage = (text) => own(text, wall.language) || text.ru || '';

// ---- What is heard

/** A fact can't be of the future: where it is, this screen's idea of the queue's clock is late. */
function noteTime(instant) {
  wall.aheadMs = Math.max(wall.aheadMs, Date.parse(instant) - nowMs());
}

function putCall(call) {
  const known = wall.calls.get(call.ticket);
  if (known === undefined || known.version < call.version) wall.calls.set(call.ticket, call);
}

function dropAnnouncement({ ticket, version }) {
  wall.announcements = wall.announcements.filter((one) => one.ticket !== ticket || one.version > version);
}

/** `+05:00` in minutes: a television need not know the zones of the world, nor their latest changes. */
function minutesOf(utcOffset) {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(utcOffset) || ['', '+', 0, 0];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

const heard = {
  snapshot(board) {
    wall.aheadMs = Date.parse(board.at) - nowMs();
    wall.offsetMinutes = minutesOf(board.utcOffset);
    wall.name = board.name;
    wall.calls = new Map(board.calls.map((call) => [call.ticket, call]));
    wall.counters = new Map(board.counters.map((counter) => [counter.code, counter]));
    wall.announcements = board.announcements;
    wall.waiting = board.waiting;
    wall.known = true;
    // What was said before this screen was there must not hold up what is called now.
    for (const one of board.announcements)
      if (Date.parse(one.at) + sayForMs < queueNowMs()) wall.said.add(keyOf(one));
  },
  called(call) {
    noteTime(call.calledAt);
    putCall(call);
  },
  started(call) {
    putCall(call);
    dropAnnouncement(call);
  },
  ended(end) {
    const known = wall.calls.get(end.ticket);
    if (known !== undefined && known.version <= end.version) wall.calls.delete(end.ticket);
    dropAnnouncement(end);
  },
  announcements(all) {
    wall.announcements = all;
  },
  waiting(all) {
    wall.waiting = all;
  },
  counter(counter) {
    wall.counters.set(counter.code, counter);
  },
};

function hear(name, text) {
  heard[name](JSON.parse(text));
  Object.assign(wall, { heardAtMs: nowMs(), lostAtMs: undefined, failures: 0 });
  paint();
}

// ---- The line

function connect() {
  clearTimeout(wall.retry);
  wall.retry = 0;
  if (wall.source !== undefined) wall.source.close();
  const source = new EventSource(streamUrl);
  Object.assign(wall, { source, connectedAtMs: nowMs() });
  for (const name of Object.keys(heard)) source.addEventListener(name, ({ data }) => hear(name, data));
  source.onopen = () => {
    Object.assign(wall, { heardAtMs: nowMs(), lostAtMs: undefined });
  };
  source.onerror = () => lost(source);
}

/** The browser itself comes back with the last id; but it gives up for good where it was refused. */
function lost(source) {
  if (source !== wall.source) return;
  if (wall.lostAtMs === undefined) wall.lostAtMs = nowMs();
  if (source.readyState !== EventSource.CLOSED || wall.retry !== 0) return;
  wall.failures += 1;
  // A little chance, so that the walls of a city don't come back in one second.
  const wait = Math.min(1000 * 2 ** wall.failures, backOffAtMostMs) + Math.random() * 2000;
  wall.retry = setTimeout(connect, wait);
}

/** A line that was cut without a word looks open: after a long silence, or a long attempt, a new one is begun. */
function watchLine() {
  if (wall.retry !== 0) return;
  const open = wall.source.readyState === EventSource.OPEN;
  const since = open ? wall.heardAtMs : Math.max(wall.connectedAtMs, wall.heardAtMs);
  const tooLong = nowMs() - since > (open ? quietAtMostMs : connectingAtMostMs);
  if (tooLong || (open && nowMs() - wall.connectedAtMs > renewedEveryMs)) connect();
}

// ---- What is said

const keyOf = ({ ticket, version }) => `${ticket} ${version}`;

/** The last ones whose time has come, each ticket once, the newest last. */
function due() {
  const made = wall.announcements.filter((one) => Date.parse(one.at) <= queueNowMs());
  const last = new Map(made.map((one) => [one.ticket, one]));
  return made.filter((one) => last.get(one.ticket) === one).slice(-repeatAtMost);
}

const placeOf = (one, all) => (one === undefined ? -1 : all.map(keyOf).indexOf(keyOf(one)));

function forgetGone() {
  const present = new Set(wall.announcements.map(keyOf));
  for (const key of wall.said) if (!present.has(key)) wall.said.delete(key);
  if (wall.saying !== undefined && !present.has(keyOf(wall.saying))) wall.saying = undefined;
}

/** First what is new, each for its six seconds; then the last five again, one after another. */
function sayNext() {
  forgetGone();
  const all = due();
  const fresh = all.find((one) => !wall.said.has(keyOf(one)));
  // Who is being served takes his number along, but the next new one keeps its distance.
  const over = nowMs() - wall.sayingSinceMs >= sayForMs;
  if (fresh !== undefined && (over || wall.repeating)) speak(fresh, false);
  else if (over && all.length > 0) speak(all[(placeOf(wall.saying, all) + 1) % all.length], true);
}

function speak(one, repeating) {
  wall.said.add(keyOf(one));
  Object.assign(wall, { saying: one, sayingSinceMs: nowMs(), repeating });
  // Who listens hears each call once, and not the repetitions of the screen.
  if (!repeating) write('said', `${one.number}, ${counterText(one.counter)}`);
}

// ---- Painting

function counterText(code) {
  const { name = {} } = wall.counters.get(code) || {};
  return own(name, wall.language) || fill(say().counter, { counter: code });
}

function bandText({ band }) {
  if (band === undefined) return say().unknown;
  const minutes = { from: band.fromMinutes, to: band.toMinutes };
  return fill(minutes.from === 0 ? say().bandUpTo : say().band, minutes);
}

function paintCalls() {
  const { saying } = wall;
  at('now').hidden = saying === undefined;
  at('now').className = saying !== undefined && !wall.repeating ? 'new' : '';
  write('now-number', saying === undefined ? '' : saying.number);
  write('now-counter', saying === undefined ? '' : counterText(saying.counter));
  const rows = due()
    .reverse()
    .map(({ number, counter }) => [number, counterText(counter)]);
  write('nobody-called', wall.known && rows.length === 0 ? say().nobody : '');
  if (fillRows('called', rows, 'li', ['b', 'span'])) fit('calls');
}

function paintWaiting() {
  const rows = wall.waiting.map((one) => [inLanguage(one.name), String(one.count), bandText(one)]);
  at('waiting').hidden = !wall.known;
  if (fillRows('services', rows, 'tr', ['td', 'td', 'td'])) fit('waiting');
}

function paintLabels() {
  const { calls, waiting, service, count, wait } = say();
  document.documentElement.lang = wall.language;
  const labels = { calls, waiting, service, count, wait };
  for (const name of Object.keys(labels)) write(`${name}-label`, labels[name]);
  write('office', wall.known ? inLanguage(wall.name) : office);
  for (const button of document.querySelectorAll('[data-language]')) {
    if (button.dataset.language === 'all') button.textContent = say().all;
    button.setAttribute('aria-pressed', String(button.dataset.language === wall.wish));
  }
}

function troubleText() {
  const { away, awayFirst, loading } = say();
  const cut = wall.lostAtMs !== undefined && nowMs() - wall.lostAtMs > troubleAfterMs;
  if (cut) return fill(wall.known ? away : awayFirst, { office });
  return wall.known ? '' : loading;
}

function paint() {
  const turn = Math.floor(nowMs() / languageEveryMs) % languages.length;
  wall.language = wall.wish === 'all' ? languages[turn] : wall.wish;
  sayNext();
  paintLabels();
  paintCalls();
  paintWaiting();
  write('trouble', troubleText());
  const clock = new Date((wall.known ? queueNowMs() : Date.now()) + wall.offsetMinutes * 60_000);
  write(
    'clock',
    [clock.getUTCHours(), clock.getUTCMinutes()].map((part) => String(part).padStart(2, '0')).join(':'),
  );
}

// ---- Start

const wished = (text) => (own(words, text) === undefined ? 'all' : text);

at('languages').addEventListener('click', ({ target }) => {
  if (target.dataset.language === undefined) return;
  wall.wish = wished(target.dataset.language);
  // Survives a reload, and nothing is stored: a wall is hung up with `#ru` in its address.
  history.replaceState(null, '', `#${wall.wish}`);
  paint();
});
window.addEventListener('online', connect);
window.addEventListener('resize', () => ['calls', 'waiting'].forEach(fit));
wall.wish = wished(location.hash.slice(1));
connect();
paint();
setInterval(() => {
  watchLine();
  paint();
}, 250);
