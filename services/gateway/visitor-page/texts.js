'use strict';

// Sentences out of `words.json`, in one language. Old phones read this.
window.texts = (() => {
  const own = (of, key) => (Object.prototype.hasOwnProperty.call(of, key) ? of[key] : undefined);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

  function ageText({ age }, ageMs) {
    const seconds = Math.max(0, Math.floor(ageMs / 1000));
    if (seconds < 5) return age.now;
    return seconds < 60
      ? fill(age.seconds, { n: seconds })
      : fill(age.minutes, { n: Math.floor(seconds / 60) });
  }

  function bandText({ waitUnknown, band, bandUpTo, bandOne }, estimate) {
    if (!estimate.known) return own(waitUnknown, estimate.reason) || waitUnknown.any;
    const minutes = { from: estimate.band.fromMinutes, to: estimate.band.toMinutes };
    if (minutes.from === minutes.to) return fill(bandOne, minutes);
    return fill(minutes.from === 0 ? bandUpTo : band, minutes);
  }

  /** `priority:infant` is a priority of the office's own list: those that there is a word for are named. */
  function reasonText({ reason: known, priority, priorityOther }, reason) {
    if (!reason.startsWith('priority:')) return own(known, reason) || reason;
    const what = own(known, reason.slice('priority:'.length));
    return what === undefined ? priorityOther : fill(priority, { what });
  }

  /** Not the browser's own words: few know the Kazakh months. */
  function dateText({ date, months }, isoDate) {
    const [year, month, day] = isoDate.split('-').map(Number);
    return fill(date, { year, month: months[month - 1], day });
  }

  /** What clocks show that are so much (`+05:00`) ahead of UTC. */
  function clockText(instant, utcOffset) {
    const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(utcOffset) || ['', '+', 0, 0];
    const aheadMs = (Number(hours) * 60 + Number(minutes)) * 60000;
    const shown = new Date(Date.parse(instant) + (sign === '-' ? -aheadMs : aheadMs));
    return shown.toISOString().slice(11, 16);
  }

  function stateText(words, { state, returnOn }) {
    if (state !== 'return-later' || returnOn === undefined) return own(words.state, state) || state;
    return fill(words.returnOn, { date: dateText(words, returnOn) });
  }

  /** What people call it; '' where it has no name. English is not given everywhere; Russian is. */
  function nameText({ names = {} }, what, language) {
    const name = names[what] || {};
    return own(name, language) || name.ru || '';
  }

  return { own, fill, ageText, bandText, clockText, nameText, reasonText, stateText };
})();
