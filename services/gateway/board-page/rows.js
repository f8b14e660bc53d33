'use strict';

// What puts text on the wall, always as text. Old televisions read this.
window.rows = (() => {
  const at = (id) => document.getElementById(id);

  function write(id, text) {
    const element = at(id);
    if (element.textContent !== text) element.textContent = text;
  }

  /** Rows of cells; written anew only when one of them changed, and then true. */
  function fill(id, rows, rowTag, cellTags) {
    const signature = JSON.stringify(rows);
    const list = at(id);
    if (list.dataset.shown === signature) return false;
    list.dataset.shown = signature;
    list.textContent = '';
    for (const cells of rows) {
      const row = list.appendChild(document.createElement(rowTag));
      cells.forEach((text, index) => {
        row.appendChild(document.createElement(cellTags[index])).textContent = text;
      });
    }
    return true;
  }

  /** Nobody can scroll a wall: what is too long for it is made smaller, as far as it can still be read. */
  function fit(id) {
    const { style } = at(id);
    for (let percent = 100; percent >= 40; percent -= 5) {
      style.fontSize = `max(14px, ${percent}%)`;
      if (at(id).scrollHeight <= at(id).clientHeight) return;
    }
  }

  return { write, fill, fit };
})();
