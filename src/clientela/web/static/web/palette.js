// The palette on Ctrl-K: results arrive through HTMX, this moves among them.
(() => {
  'use strict';
  const { typing } = window.clientela;
  const palette = document.getElementById('palette');
  if (!palette) return;

  const input = palette.querySelector('input');
  const results = palette.querySelector('[role=listbox]');
  let place = -1;

  const options = () => [...results.querySelectorAll('[role=option]')];

  const mark = (next) => {
    const all = options();
    place = all.length ? (next + all.length) % all.length : -1;
    all.forEach((option, index) => option.setAttribute('aria-selected', String(index === place)));
    input.setAttribute('aria-activedescendant', all[place] ? all[place].id : '');
    all[place]?.scrollIntoView({ block: 'nearest' });
  };

  const open = (text) => {
    if (palette.open) return;
    palette.showModal();
    input.value = text || '';
    input.focus();
    if (text) input.dispatchEvent(new Event('input', { bubbles: true }));
  };

  results.addEventListener('htmx:after:swap', () => { place = -1; });
  palette.addEventListener('close', () => results.replaceChildren());
  palette.addEventListener('click', (event) => {
    if (event.target === palette || event.target.closest('[data-close]')) palette.close();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      mark(place + 1);
    } else if (event.key === 'ArrowUp') {
      event.preventDefault();
      mark(place < 0 ? -1 : place - 1);
    } else if (event.key === 'Enter' && options().length) {
      event.preventDefault();
      options()[Math.max(place, 0)].click();
    }
  });
  document.addEventListener('keydown', (event) => {
    const called = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (called || (event.key === '/' && !typing(event.target))) {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener('click', (event) => {
    const box = event.target.closest?.('[data-palette-open]');
    if (box) open(box.value);
  });
})();
