// Keys that work wherever nobody types: one letter, or two of them one after the other. A page that has a link of its own
// for a key, such as the contact log of this very client, marks it with data-key="c".
(() => {
  'use strict';
  const { typing, dialog } = window.clientela;
  const written = document.getElementById('keys');
  if (!written) return;
  const keys = JSON.parse(written.textContent);
  const WAIT = 1200;
  let before = '';
  let timer;

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.key.length !== 1 || typing(event.target) || document.querySelector('dialog[open]')) return;
    const typed = before ? `${before} ${event.key}` : event.key;
    const found = keys[typed] || keys[event.key];
    clearTimeout(timer);
    before = '';
    if (found) {
      event.preventDefault();
      const own = document.querySelector(`#main [data-key="${CSS.escape(event.key)}"]`);
      if (own && !typed.includes(' ')) own.click();
      else if (found.dialog) dialog.open(found.address);
      else location.assign(found.address);
    } else if (Object.keys(keys).some((key) => key.startsWith(`${event.key} `))) {
      before = event.key;
      timer = setTimeout(() => { before = ''; }, WAIT);
    }
  });
})();
