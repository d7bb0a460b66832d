// What every page adds when scripts run. Every form and link works without it.
(() => {
  'use strict';

  const root = document.documentElement;
  const palette = document.getElementById('palette');

  // ---- the search palette: results arrive through HTMX, this moves among them

  if (palette) {
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
      const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
      const called = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (called || (event.key === '/' && !typing)) {
        event.preventDefault();
        open();
      }
    });
    document.addEventListener('click', (event) => {
      const box = event.target.closest?.('[data-palette-open]');
      if (box) open(box.value);
    });
  }

  // ---- colours change at once; the cookie tells the server for the next page

  document.addEventListener('submit', (event) => {
    if (!event.target.matches('[data-theme-form]')) return;
    event.preventDefault();
    const choice = event.submitter.value;
    const secure = location.protocol === 'https:' ? '; secure' : '';
    document.cookie = `theme=${choice}; path=/; max-age=31536000; samesite=lax${secure}`;
    root.dataset.theme = choice;
    if (event.submitter.offsetParent === null) {
      [...event.target.querySelectorAll('button')].find((button) => button.offsetParent)?.focus({ preventScroll: true });
    }
  });

  // ---- menus close on a click elsewhere and on Escape

  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener('keydown', (event) => {
    const menu = event.key === 'Escape' && event.target.closest?.('details.menu[open]');
    if (menu) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });

  // ---- forms

  document.addEventListener('change', (event) => {
    if (event.target.closest?.('form[data-submit-on-change]')) event.target.form.requestSubmit();
  });

  // A form sends no empty parameters, so that an address stays short enough to be read and sent to a colleague.
  document.addEventListener('formdata', (event) => {
    if (event.target.method !== 'get') return;
    for (const [name, value] of [...event.formData]) {
      if (value === '') event.formData.delete(name);
    }
  });

  // ---- an answer that did not come

  const say = (text) => {
    const notice = document.getElementById('notice');
    notice.textContent = text;
    clearTimeout(notice.timer);
    notice.timer = setTimeout(() => { notice.textContent = ''; }, 8000);
  };
  document.addEventListener('htmx:error', () => say(document.body.dataset.failed));
  document.addEventListener('htmx:response:error', (event) => {
    if (!event.detail.ctx.response.headers.get('HX-Redirect')) say(document.body.dataset.failed);
  });
})();
