// What this browser keeps for the user who looks at this page; each user has their own.
let owner = null;
// Kept under a name of their own.
const OF_THE_LAST_USER = ['dismissed', 'notified'];

export function isOpenFor(user) {
  return owner === user;
}

export function openLocker(user) {
  owner = user;
}

// Names and values, the names without what they begin with.
export function kept(what) {
  return keptOf(owner, what);
}

export function keptOf(user, what) {
  const start = prefix(what, user);
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

// All there is of this user; what the page writes from now on is not kept.
export function forget(user) {
  owner = null;
  try {
    Object.keys(localStorage)
      .filter((name) => name.split(':')[1] === String(user) || OF_THE_LAST_USER.includes(name))
      .forEach((name) => localStorage.removeItem(name));
  } catch {
    // Blocked: there is nothing.
  }
}

function prefix(what, user = owner) {
  return `${what}:${user}:`;
}
