// Says who else is in a conversation. Null when there is nothing to say.

// A small mark with words: who is there, and whether they type.
export function markOf(viewers) {
  if (!viewers?.length) return null;
  const typing = describeTyping(viewers);
  return { icon: typing ? 'edit' : 'eye', words: typing ?? describeViewers(viewers) };
}

export function describeViewers(viewers) {
  const names = viewers.map((each) => each.name);
  return names.length ? `${joined(names)} ${names.length > 1 ? 'are' : 'is'} also here` : null;
}

export function describeTyping(viewers) {
  const names = viewers.filter((each) => each.isTyping).map((each) => each.name);
  return names.length ? `${joined(names)} ${names.length > 1 ? 'are' : 'is'} typing…` : null;
}

function joined(names) {
  const [first, second] = names;
  if (names.length > 2) return `${first} and ${names.length - 1} others`;
  return second ? `${first} and ${second}` : first;
}
