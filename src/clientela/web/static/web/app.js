// What every page adds when scripts run. Every form and link works without it. The other scripts speak through
// `clientela`: what it says to the reader, and how it asks the server.
window.clientela = (() => {
  'use strict';

  const root = document.documentElement;

  // ---- saying and asking

  const say = (text) => {
    const notice = document.getElementById('notice');
    notice.textContent = text;
    clearTimeout(notice.timer);
    notice.timer = setTimeout(() => { notice.textContent = ''; }, 8000);
  };

  // An answer without the messages that came beside it, which go to their place on the page.
  const settle = (text) => {
    const part = document.createRange().createContextualFragment(text);
    const messages = part.querySelector('#messages[hx-swap-oob]');
    if (messages) {
      messages.removeAttribute('hx-swap-oob');
      document.getElementById('messages')?.replaceWith(messages);
    }
    return part;
  };

  // Ask for a part of a page, or send a form for one; null where the answer leads elsewhere or did not come.
  const ask = async (address, { form, submitter, whole } = {}) => {
    const headers = { 'X-Within': 'page', 'HX-Current-URL': location.href };
    if (!whole) headers['HX-Request'] = 'true';
    let answer;
    try {
      answer = await fetch(address, form
        ? { method: 'POST', body: new FormData(form, submitter), headers, credentials: 'same-origin' }
        : { headers, credentials: 'same-origin' });
    } catch {
      say(document.body.dataset.failed);
      return null;
    }
    const elsewhere = answer.headers.get('X-Go') || answer.headers.get('HX-Redirect');
    if (elsewhere) {
      go(elsewhere);
      return null;
    }
    if (!answer.ok && ![400, 409, 422].includes(answer.status)) {
      say(document.body.dataset.failed);
      return null;
    }
    return answer.text();
  };

  const go = (address) => {
    const target = new URL(address, location.href);
    if (target.pathname + target.search === location.pathname + location.search) location.reload();
    else location.assign(target);
  };

  const typing = (element) => Boolean(element?.closest?.('input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]'));

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

  document.addEventListener('click', (event) => {
    if (event.target.closest?.('[data-print]')) window.print();
  });

  // ---- an answer that did not come

  document.addEventListener('htmx:error', () => say(document.body.dataset.failed));
  document.addEventListener('htmx:response:error', (event) => {
    if (!event.detail.ctx.response.headers.get('HX-Redirect')) say(document.body.dataset.failed);
  });

  return { ask, go, say, settle, typing };
})();
