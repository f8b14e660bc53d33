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

  /** `credit:infant` is a credit of the office's own list: those that there is a word for are named. */
  function reasonText({ reason: known, credit, creditOther }, reason) {
    if (!reason.startsWith('credit:')) return own(known, reason) || reason;
    const what = own(known, reason.slice('credit:'.length));
    return what === undefined ? creditOther : fill(credit, { what });
  }

  function stateText({ state: known, returnOn: comeBack, locale }, { state, returnOn }) {
    if (state !== 'return-later' || returnOn === undefined) return own(known, state) || state;
    // At noon of UTC and told in UTC: no zone makes another day of it.
    const day = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' };
    const date = new Date(`${returnOn}T12:00:00Z`).toLocaleDateString(locale, day);
    return fill(comeBack, { date });
  }

  return { own, fill, ageText, bandText, reasonText, stateText };
})();
