// Choosing a client or a person by typing (components/select.html).
(() => {
  'use strict';
  const { ask } = window.clientela;
  const WAIT = 120;

  const parts = (input) => {
    const box = input.closest('[data-chooser]');
    return { box, list: box.querySelector('[role=listbox]'), chosen: box.querySelector('[data-chosen]'), shown: box.querySelector('[data-shown]') };
  };
  const options = (list) => [...list.querySelectorAll('[role=option]')];

  const fold = (input) => {
    const { list } = parts(input);
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };

  const mark = (input, step) => {
    const { list } = parts(input);
    const all = options(list);
    if (!all.length) return;
    const now = all.findIndex((option) => option.getAttribute('aria-selected') === 'true');
    const next = now < 0 && step < 0 ? all.length - 1 : (now + step + all.length) % all.length;
    all.forEach((option, index) => option.setAttribute('aria-selected', String(index === next)));
    input.setAttribute('aria-activedescendant', all[next].id);
    all[next].scrollIntoView({ block: 'nearest' });
  };

  const choose = (input, option) => {
    const { chosen, shown } = parts(input);
    chosen.value = option.dataset.value;
    shown.value = input.value = option.dataset.text;
    fold(input);
    chosen.dispatchEvent(new CustomEvent('chosen', { bubbles: true, detail: { value: chosen.value, text: input.value } }));
    chosen.dispatchEvent(new Event('change', { bubbles: true }));
  };

  const look = async (input) => {
    const { list } = parts(input);
    const address = new URL(input.dataset.source, location.href);
    address.searchParams.set('q', input.value.trim());
    const text = await ask(address);
    if (text === null || document.activeElement !== input || address.searchParams.get('q') !== input.value.trim()) return;
    list.innerHTML = text;
    const all = options(list);
    all.forEach((option) => { option.id = `${list.id}-${option.dataset.value}`; });
    list.hidden = !list.childElementCount;
    input.setAttribute('aria-expanded', String(!list.hidden));
    if (all.length && input.value.trim()) mark(input, 1);
  };

  document.addEventListener('input', (event) => {
    const input = event.target;
    if (!input.matches?.('[data-chooser] [role=combobox]')) return;
    const { chosen, shown } = parts(input);
    chosen.value = input.value === shown.value ? chosen.value : '';
    clearTimeout(input.timer);
    input.timer = setTimeout(() => (input.value.trim() ? look(input) : fold(input)), WAIT);
  });
  document.addEventListener('keydown', (event) => {
    const input = event.target;
    if (!input.matches?.('[data-chooser] [role=combobox]') || event.isComposing) return;
    const { list } = parts(input);
    const current = list.querySelector('[aria-selected=true]');
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) look(input);
      else mark(input, event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && !list.hidden && current) {
      event.preventDefault();
      choose(input, current);
    } else if (event.key === 'Tab' && !list.hidden && current) {
      choose(input, current);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      fold(input);
    }
  }, true);
  document.addEventListener('mousedown', (event) => {
    const option = event.target.closest?.('.chooser-options [role=option]');
    if (!option) return;
    event.preventDefault();
    choose(option.closest('[data-chooser]').querySelector('[role=combobox]'), option);
  });
  document.addEventListener('focusout', (event) => {
    if (event.target.matches?.('[data-chooser] [role=combobox]')) fold(event.target);
  });
})();
