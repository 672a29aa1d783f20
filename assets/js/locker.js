// What this browser keeps for the user who looks at this page; each user has their own.
let owner = null;

export function isOpenFor(user) {
  return owner === user;
}

export function openLocker(user) {
  owner = user;
}

// Names and values, the names without what they begin with.
export function kept(what) {
  const start = prefix(what);
  try {
    return Object.entries(localStorage)
      .filter(([name]) => name.startsWith(start))
      .map(([name, value]) => [name.slice(start.length), value]);
  } catch {
    return []; // storage is blocked: what is written lives as long as the page
  }
}

export function keep(what, name, value) {
  if (owner === null) return;
  try {
    if (value) localStorage.setItem(prefix(what) + name, value);
    else localStorage.removeItem(prefix(what) + name);
  } catch {
    // Blocked or full: what is written lives as long as the page.
  }
}

function prefix(what) {
  return `${what}:${owner}:`;
}
