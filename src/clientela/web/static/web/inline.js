// Facts that are changed where they stand (components/inline.html) and the choice between two versions of one
// (components/clash.html).
(() => {
  'use strict';
  const { ask, settle } = window.clientela;

  const FIELDS = 'select, textarea, input:not([type=hidden])';

  const open = (fact, { typed = false } = {}) => {
    const template = fact.querySelector('template[data-form]');
    if (!template || fact.querySelector('form')) return;
    fact.append(template.content.cloneNode(true));
    fact.classList.add('inline-open');
    window.htmx?.process(fact);
    const field = fact.querySelector(`form ${FIELDS.split(', ').join(', form ')}`);
    field.focus();
    if (!typed) field.select?.();
    // An input that was opened by a refusal holds what the reader typed, which is worth saving as it is.
    fact.dataset.as = typed ? '' : state(fact.querySelector('form'));
  };

  const state = (form) => JSON.stringify([...new FormData(form)].filter(([, value]) => typeof value === 'string'));

  const close = (fact, { focus = true } = {}) => {
    const template = fact.querySelector('template[data-as-it-is]');
    if (template) {
      const plain = template.content.cloneNode(true);
      const first = plain.firstElementChild;
      fact.replaceWith(plain);
      if (focus) first.querySelector('.inline-pencil')?.focus();
      return;
    }
    fact.querySelector('form')?.remove();
    fact.classList.remove('inline-open');
    if (focus) fact.querySelector('.inline-pencil')?.focus();
  };

  const neighbour = (fact, step) => {
    const all = [...document.querySelectorAll('[data-inline]')].filter((one) => one.offsetParent);
    return all[all.indexOf(fact) + step];
  };

  const show = (answer, fact) => {
    const part = settle(answer);
    const fresh = part.querySelector('[data-inline]') || part.firstElementChild;
    if (!fresh) return close(fact);
    fact.replaceWith(fresh);
    window.htmx?.process(fresh);
    if (fresh.matches('[data-open]')) {
      if (fresh.querySelector('template[data-form]')) open(fresh, { typed: true });
      else fresh.querySelector(FIELDS)?.focus();
      return false;
    }
    return fresh;
  };

  const save = async (fact, form, { submitter, step = 0 } = {}) => {
    if (fact.dataset.saving) return;
    const next = step ? neighbour(fact, step) : null;
    if (fact.dataset.as && fact.dataset.as === state(form)) {
      close(fact, { focus: !next });
      if (next) open(next);
      return;
    }
    fact.dataset.saving = 'yes';
    const answer = await ask(form.action, { form, submitter });
    delete fact.dataset.saving;
    if (answer === null) return;
    const fresh = show(answer, fact);
    if (!fresh) return;
    if (next?.isConnected) open(next);
    else fresh.querySelector('.inline-pencil')?.focus();
  };

  document.addEventListener('click', (event) => {
    const fact = event.target.closest?.('[data-inline]');
    if (!fact) return;
    if (event.target.closest('[data-cancel]')) {
      close(fact);
    } else if (event.target.closest('.inline-pencil') && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      open(fact);
    } else if (event.target.closest('.inline-shown') && !String(getSelection()) && !event.target.closest('a')) {
      open(fact);
    }
  });

  document.addEventListener('submit', (event) => {
    const fact = event.target.closest?.('[data-inline]');
    if (!fact) return;
    event.preventDefault();
    save(fact, event.target, { submitter: event.submitter });
  });

  document.addEventListener('keydown', (event) => {
    const fact = event.target.closest?.('[data-inline]');
    const form = event.target.closest?.('[data-inline] form');
    if (!fact) return;
    if (event.key === ' ' && event.target.matches('.inline-pencil')) {
      event.preventDefault();
      open(fact);
    }
    if (!form || event.defaultPrevented || event.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close(fact);
    } else if (event.key === 'Tab' && fact.matches('.inline') && event.target.matches(FIELDS)) {
      event.preventDefault();
      save(fact, form, { step: event.shiftKey ? -1 : 1 });
    } else if (event.key === 'Enter' && event.target.matches('select')) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === 'Enter' && event.target.matches('textarea') && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
})();
