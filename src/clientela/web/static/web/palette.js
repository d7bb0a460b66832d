// The palette on Ctrl-K: find, go, do. Results arrive through HTMX, this moves among them.
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
    if (all[place]) input.setAttribute('aria-activedescendant', all[place].id);
    else input.removeAttribute('aria-activedescendant');
    all[place]?.scrollIntoView({ block: 'nearest' });
  };

  const open = (text) => {
    if (palette.open) return;
    palette.showModal();
    input.value = text || '';
    input.focus();
    input.dispatchEvent(new CustomEvent('called', { bubbles: true }));
  };

  document.addEventListener('htmx:after:swap', () => { if (palette.open) mark(0); });
  palette.addEventListener('close', () => { place = -1; results.replaceChildren(); });
  palette.addEventListener('click', (event) => {
    const option = event.target.closest('[role=option]');
    if (event.target === palette || event.target.closest('[data-close]')) {
      palette.close();
    } else if (option?.dataset.press) {
      event.preventDefault();
      palette.close();
      document.querySelector(option.dataset.press)?.click();
    } else if (option?.matches('[data-dialog]')) {
      palette.close();
    }
  });
  palette.addEventListener('submit', (event) => { if (options().length) event.preventDefault(); });
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const all = options();
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      mark(event.key === 'ArrowDown' ? place + 1 : place < 0 ? -1 : place - 1);
    } else if (event.key === 'Enter' && all.length) {
      event.preventDefault();
      all[Math.max(place, 0)].click();
    }
  });
  document.addEventListener('keydown', (event) => {
    const called = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const busy = document.querySelector('dialog[open]:not(#palette)');
    if (!busy && (called || (event.key === '/' && !typing(event.target) && !event.ctrlKey && !event.metaKey))) {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener('click', (event) => {
    const box = event.target.closest?.('[data-palette-open]');
    if (box) open(box.value);
  });
})();
