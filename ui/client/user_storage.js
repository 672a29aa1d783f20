// What this browser keeps for the user who looks at this page; each user has their own.
// A page that stores another form of a row counts this up, and reads the earlier forms too.
const VERSION = 1;

let owner = null;
// Kept under a name of their own.
const OF_THE_LAST_USER = ['dismissed', 'notified'];

export function isStorageOf(user) {
  return owner === user;
}

export function openStorage(user) {
  owner = user;
}

// Names and values, the names without what they begin with. What cannot be read or does not pass
// `isSound` is left where it is: it must neither hide the others nor be lost.
export function getStored(what, isSound) {
  return getStoredOf(owner, what, isSound);
}

export function getStoredOf(user, what, isSound) {
  const start = prefix(what, user);
  return stored()
    .filter(([name]) => name.startsWith(start))
    .map(([name, value]) => [name.slice(start.length), parsed(value)])
    .filter(([name, value]) => {
      const isKnown = value?.version === VERSION;
      if (!isKnown) console.warn(`What is stored as ${start}${name} cannot be read.`);
      return isKnown && isSound(value, name);
    });
}

// Also what cannot be read.
export function countStored(user, what) {
  return stored().filter(([name]) => name.startsWith(prefix(what, user))).length;
}

// Without a `value` nothing is kept under that name any more.
export function setStored(what, name, value = null) {
  if (owner === null) return;
  try {
    const row = { ...value, version: VERSION };
    if (value) localStorage.setItem(prefix(what) + name, JSON.stringify(row));
    else localStorage.removeItem(prefix(what) + name);
  } catch {
    // Blocked or full: what is written lives as long as the page.
  }
}

function stored() {
  try {
    return Object.entries(localStorage);
  } catch {
    return []; // storage is blocked: what is written lives as long as the page
  }
}

// Rows that were stored before there were versions are of the first one.
function parsed(value) {
  try {
    return { version: VERSION, ...JSON.parse(value) };
  } catch {
    return null;
  }
}

// All there is of this user; what the page writes from now on is not kept.
export function clearStored(user) {
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
