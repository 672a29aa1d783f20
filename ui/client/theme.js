// Light or dark, decided before the first paint so that no page flashes white.
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
    globalThis.Quasar?.Dark.set(isDark);
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
