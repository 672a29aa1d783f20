// This browser's memory. Where it is blocked or full, what is kept lives as long as the page.
export function kept(start) {
  try {
    return Object.entries(localStorage).filter(([name]) => name.startsWith(start));
  } catch {
    return [];
  }
}

export function keep(name, value) {
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch {
    // Blocked or full.
  }
}
