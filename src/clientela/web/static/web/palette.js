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

  // What the page itself offers stands among the deeds: its links that are marked with data-command.
  const ofThisPage = () => {
    results.querySelector('[data-of-page]')?.remove();
    const words = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const offered = [...document.querySelectorAll('#main [data-command]')]
      .filter((link) => words.every((word) => link.textContent.toLowerCase().includes(word)));
    if (!offered.length) return;
    const group = Object.assign(document.createElement('div'), { role: 'group', ariaLabel: results.dataset.here });
    group.dataset.ofPage = '';
    const head = Object.assign(document.createElement('p'), { className: 'palette-section', ariaHidden: 'true', textContent: results.dataset.here });
    group.append(head, ...offered.map((link, number) => {
      const option = Object.assign(document.createElement('a'), { id: `here-${number}`, role: 'option', tabIndex: -1, ariaSelected: 'false', href: link.href });
      const icon = link.querySelector('.icon');
      const name = Object.assign(document.createElement('span'), { className: 'palette-name', textContent: link.textContent.trim() });
      option.append(...(icon ? [icon.cloneNode(true)] : []), name);
      if (link.matches('[data-dialog]')) option.dataset.dialog = '';
      return option;
    }));
    const clients = results.querySelector('[role=group]');
    if (words.length && clients) clients.after(group);
    else results.prepend(group);
  };

  document.addEventListener('htmx:after:swap', () => {
    if (!palette.open) return;
    ofThisPage();
    mark(0);
  });
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
