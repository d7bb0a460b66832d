// The offer to take back what was done: it goes after the seconds in `data-vanish`, and Ctrl+Z takes it up.
(() => {
  'use strict';
  const { typing } = window.clientela;

  const leave = (message) => {
    let left = Number(message.dataset.vanish) * 1000;
    let since = Date.now();
    let timer;
    const run = () => {
      since = Date.now();
      clearTimeout(timer);
      timer = setTimeout(() => message.remove(), left);
    };
    const rest = () => {
      clearTimeout(timer);
      left = Math.max(2000, left - (Date.now() - since));
    };
    message.removeAttribute('data-vanish');
    message.addEventListener('pointerenter', rest);
    message.addEventListener('pointerleave', run);
    message.addEventListener('focusin', rest);
    message.addEventListener('focusout', run);
    run();
  };

  const watch = () => document.querySelectorAll('[data-vanish]').forEach(leave);
  new MutationObserver(watch).observe(document.body, { childList: true, subtree: true });
  watch();

  document.addEventListener('keydown', (event) => {
    const called = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!called || typing(event.target) || document.querySelector('dialog[open]')) return;
    const offers = document.querySelectorAll('form[data-undo]');
    if (!offers.length) return;
    event.preventDefault();
    offers[offers.length - 1].requestSubmit();
  });
})();
