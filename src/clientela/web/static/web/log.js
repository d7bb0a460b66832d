// Logging a contact by keys alone, on its page and in the dialog; and the draft that a browser keeps of what was typed.
(() => {
  'use strict';
  const { ask } = window.clientela;
  const DAY = 24 * 3600 * 1000;
  const NOT_KEPT = new Set(['csrfmiddlewaretoken', 'next', 'client_was', 'currency_was', 'files']);

  const formOf = (element) => element?.closest?.('form[data-log-form]');

  // ---- within the form

  document.addEventListener('keydown', (event) => {
    const form = formOf(event.target);
    if (!form || event.isComposing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector('button[type=submit]:not([name])'));
      return;
    }
    const digits = event.target.closest('[data-digits]');
    if (digits && /^[1-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const radio = digits.querySelectorAll('input[type=radio]')[Number(event.key) - 1];
      if (radio) {
        event.preventDefault();
        radio.focus();
        radio.click();
      }
      return;
    }
    const group = event.target.matches('input[type=checkbox]') && event.target.closest('[data-roving]');
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (group && step) {
      event.preventDefault();
      const boxes = [...group.querySelectorAll('input[type=checkbox]')];
      const next = boxes[(boxes.indexOf(event.target) + step + boxes.length) % boxes.length];
      rove(boxes, next);
      next.focus();
    } else if (event.key === 'Enter' && event.target.matches('input[type=checkbox], input[type=radio]')) {
      // Enter in a list of choices would send the form before it has its subject.
      event.preventDefault();
    }
  });

  const rove = (boxes, current) => boxes.forEach((box) => { box.tabIndex = box === current ? 0 : -1; });

  const settle = (part) => {
    for (const group of part.querySelectorAll('[data-roving]')) {
      const boxes = [...group.querySelectorAll('input[type=checkbox]')];
      if (boxes.length) rove(boxes, boxes[0]);
    }
  };

  document.addEventListener('chosen', async (event) => {
    const form = formOf(event.target);
    if (!form || event.target.name !== 'client') return;
    form.querySelector('[data-digits] input:checked')?.focus();
    const address = new URL(form.dataset.about, location.href);
    address.searchParams.set('client', event.detail.value);
    const text = await ask(address);
    if (text === null) return;
    const answer = new DOMParser().parseFromString(text, 'text/html');
    for (const part of answer.querySelectorAll('[data-part]')) {
      form.querySelector(`[data-part="${part.dataset.part}"]`)?.replaceChildren(...part.childNodes);
    }
    settle(form);
  });

  // ---- the draft: kept while it is typed, offered when a new form opens, gone once the server has it

  const read = (name) => {
    try {
      const draft = JSON.parse(localStorage.getItem(name));
      return draft && Date.now() - draft.at < DAY ? draft : null;
    } catch {
      return null;
    }
  };
  const forget = (name) => { try { localStorage.removeItem(name); } catch { /* a browser that keeps nothing */ } };

  const keep = (form) => {
    const fields = [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && !NOT_KEPT.has(name));
    const data = new Map(fields);
    if (!data.get('subject') && !data.get('text')) return;
    const draft = { at: Date.now(), token: data.get('token'), fields, client: form.querySelector('[name=client_text]')?.value };
    try { localStorage.setItem(form.dataset.draft, JSON.stringify(draft)); } catch { /* as above */ }
  };

  const take = async (form, draft) => {
    const data = new Map(draft.fields);
    const client = form.querySelector('[name=client]');
    client.value = data.get('client') || '';
    form.querySelector('[name=client_text]').value = form.querySelector('[name=client_was]').value = draft.client || '';
    if (client.value) {
      const text = await ask(`${form.dataset.about}?client=${encodeURIComponent(client.value)}`);
      const answer = text && new DOMParser().parseFromString(text, 'text/html');
      answer?.querySelectorAll('[data-part]').forEach((part) => form.querySelector(`[data-part="${part.dataset.part}"]`)?.replaceChildren(...part.childNodes));
    }
    for (const box of form.querySelectorAll('input[type=checkbox]')) box.checked = false;
    for (const [name, value] of draft.fields) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.matches('[type=checkbox], [type=radio]')) field.checked = field.checked || field.value === value;
        else field.value = value;
        if (value && !field.matches('[type=hidden], [type=radio], [type=checkbox], select')) field.closest('details')?.setAttribute('open', '');
      }
    }
    settle(form);
    form.querySelector('[name=subject]').focus();
  };

  const saved = () => document.cookie.split('; ').find((part) => part.startsWith('logged='))?.slice(7);

  const begin = (form) => {
    settle(form);
    const name = form.dataset.draft;
    const draft = read(name);
    if (!draft || draft.token === saved()) return forget(name);
    const offer = form.querySelector('[data-draft-offer]');
    if (!('fresh' in form.dataset) || !offer) return;
    const data = new Map(draft.fields);
    offer.querySelector('[data-draft-words]').textContent = [draft.client, data.get('subject')].filter(Boolean).join(' · ');
    offer.hidden = false;
    offer.addEventListener('click', (event) => {
      if (event.target.closest('[data-draft-take]')) take(form, draft);
      else if (event.target.closest('[data-draft-drop]')) forget(name);
      else return;
      offer.hidden = true;
    });
  };

  for (const kind of ['input', 'change']) {
    document.addEventListener(kind, (event) => {
      const form = formOf(event.target);
      if (form) keep(form);
    });
  }

  const here = document.querySelector('form[data-log-form]');
  if (here) begin(here);
  const dialog = document.querySelector('#dialog .dialog-body');
  if (dialog) {
    new MutationObserver((changes) => {
      for (const change of changes) {
        for (const node of change.addedNodes) {
          const form = node.matches?.('form[data-log-form]') ? node : node.querySelector?.('form[data-log-form]');
          if (form) begin(form);
        }
      }
    }).observe(dialog, { childList: true });
  }
})();
