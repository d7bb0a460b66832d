// Any page's form in a dialog: <a href="/log/?client=7" data-dialog>. Without scripts the link leads to the page itself.
// The form goes to its own address; an answer that leads elsewhere leads the page there, and to the page that the reader
// came from where the form asks to go back (a hidden input `next`).
window.clientela.dialog = (() => {
  'use strict';
  const { ask } = window.clientela;
  const dialog = document.getElementById('dialog');
  const title = dialog?.querySelector('.dialog-title');
  const body = dialog?.querySelector('.dialog-body');
  let asked = '';

  const here = () => location.pathname + location.search;

  const show = (text) => {
    const page = new DOMParser().parseFromString(text, 'text/html');
    const main = page.getElementById('main') || page.body;
    title.textContent = main.querySelector('h1')?.textContent.trim() || page.title;
    // The dialog has the title, and the page behind it its own place for messages.
    main.querySelector('.head')?.remove();
    const messages = main.querySelector('#messages');
    messages?.replaceWith(...messages.childNodes);
    body.replaceChildren(...main.childNodes);
    for (const form of body.querySelectorAll('form[method=post]')) {
      if (!form.getAttribute('action')) form.setAttribute('action', asked);
      if (!form.querySelector('[name=next]')) {
        form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'next', value: here() }));
      }
    }
    window.htmx?.process(body);
    if (!dialog.open) dialog.showModal();
    const fields = 'input:not([type=hidden], [type=radio]), select, textarea';
    (body.querySelector('[autofocus]') || body.querySelector('.is-invalid, [aria-invalid=true]') || body.querySelector(fields))?.focus();
  };

  const open = async (address) => {
    if (!dialog) return location.assign(address);
    asked = new URL(address, location.href).pathname + new URL(address, location.href).search;
    const text = await ask(address, { whole: true });
    if (text !== null) show(text);
  };

  if (dialog) {
    document.addEventListener('click', (event) => {
      const link = event.target.closest?.('a[data-dialog]');
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      open(link.href);
    });
    dialog.addEventListener('click', (event) => {
      if (event.target.closest('[data-close]')) dialog.close();
    });
    dialog.addEventListener('close', () => body.replaceChildren());
    dialog.addEventListener('submit', async (event) => {
      const form = event.target;
      if (form.method !== 'post' || event.defaultPrevented || form.matches('[hx-post], [data-whole]')) return;
      event.preventDefault();
      if (form.dataset.sending) return;
      form.dataset.sending = 'yes';
      const text = await ask(form.action, { form, submitter: event.submitter, whole: true });
      delete form.dataset.sending;
      if (text !== null) show(text);
    });
  }

  return { open };
})();
