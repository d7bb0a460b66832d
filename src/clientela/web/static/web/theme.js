// Runs before the first paint, so that the page never flashes in the wrong colours.
(() => {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const paint = () => {
    const choice = root.dataset.theme;
    root.dataset.bsTheme = choice === 'auto' ? (dark.matches ? 'dark' : 'light') : choice;
  };
  root.classList.add('js');
  paint();
  dark.addEventListener('change', paint);
  new MutationObserver(paint).observe(root, { attributes: true, attributeFilter: ['data-theme'] });
})();
