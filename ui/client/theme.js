// Light or dark, decided before the first paint so that no page flashes white; and a sentence for
// browsers that are too old. They have to understand this script, so its syntax is that of 2018.
(() => {
  const CHOICES = ['system', 'light', 'dark'];
  const system = matchMedia('(prefers-color-scheme: dark)');
  const theme = {
    choice: remembered(),
    next() {
      theme.choice = CHOICES[(CHOICES.indexOf(theme.choice) + 1) % CHOICES.length];
      remember(theme.choice);
      apply();
      return theme.choice;
    },
  };
  function apply() {
    const isDark = theme.choice === 'dark' || (theme.choice === 'system' && system.matches);
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
    if (globalThis.Quasar) globalThis.Quasar.Dark.set(isDark);
  }
  // A browser that blocks storage throws on the first touch of it.
  function remembered() {
    try {
      const choice = localStorage.getItem('theme');
      return CHOICES.includes(choice) ? choice : 'system';
    } catch {
      return 'system';
    }
  }
  function remember(choice) {
    try {
      localStorage.setItem('theme', choice);
    } catch {
      // The choice holds until the page is left.
    }
  }
  globalThis.theme = theme;
  system.addEventListener('change', apply);
  // Quasar is there only once the page is parsed, and wants to be told too.
  addEventListener('DOMContentLoaded', apply);
  apply();
})();

(() => {
  // What Safari 16.4, Chrome 111 and Firefox 121 have, and no earlier ones.
  function isSupported() {
    const { supports } = globalThis.HTMLScriptElement;
    const hasColours = CSS.supports('color', 'color-mix(in srgb, red, red)');
    return hasColours && CSS.supports('selector(:has(*))') && supports && supports('importmap');
  }

  function sayTooOld() {
    const words = document.createElement('p');
    words.className = 'too-old';
    words.setAttribute('role', 'alert');
    words.textContent =
      'This browser is too old for this page. Please update it: it works with Safari 16.4, ' +
      'Chrome or Edge 111, Firefox 121, and later versions.';
    document.body.prepend(words);
  }

  if (!isSupported()) addEventListener('DOMContentLoaded', sayTooOld);
})();
