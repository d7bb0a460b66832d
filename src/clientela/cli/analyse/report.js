// The list of clients in the report: shows the part that a chart, a class or the search asks for.
(() => {
  'use strict';

  const root = document.documentElement;
  const rows = [...document.querySelectorAll('#clients tbody tr')];
  const find = document.getElementById('find');
  const shown = document.getElementById('shown');
  const label = document.getElementById('shown-label');
  let part = null;

  function show() {
    const words = find.value.trim().toLocaleLowerCase();
    for (const row of rows) {
      const name = row.querySelector('summary').textContent.toLocaleLowerCase();
      row.hidden = Boolean((part && row.dataset[part.key] !== part.value) || !name.includes(words));
    }
    shown.hidden = !part;
    if (part) {
      const example = document.querySelector(`.${part.key === 'tier' ? 'tier' : 'class'}-${part.value}`);
      label.textContent = example ? example.firstChild.textContent.trim() : part.value;
    }
  }

  function follow() {
    const hash = decodeURIComponent(location.hash.slice(1));
    const asked = /^(tier|grid|contribution)=([a-z-]+)$/.exec(hash);
    part = asked && { key: asked[1], value: asked[2] };
    if (part || hash.startsWith('client-')) find.value = '';
    show();
    if (part) document.getElementById('clients-title').scrollIntoView();
    const row = hash.startsWith('client-') && document.getElementById(hash);
    if (row) {
      row.querySelector('details').open = true;
      row.scrollIntoView({ block: 'center' });
    }
  }

  document.querySelector('.tools').hidden = false;
  find.addEventListener('input', show);
  addEventListener('hashchange', follow);
  follow();

  // Paper is white.
  addEventListener('beforeprint', () => { root.dataset.theme = 'light'; });
  addEventListener('afterprint', () => { root.dataset.theme = 'auto'; });
})();
