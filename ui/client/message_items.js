// Makes what the log draws of messages: where a time stands above, where a cluster begins and ends.
import { thumbnailOf } from './attachments.js';
import { isSameDay } from './time.js';

const HEADING_GAP = 5 * 60 * 1000;
const CLUSTER_GAP = 3 * 60 * 1000;

const FLAGS = ['heading', 'divider', 'opens', 'closes'];
const known = new WeakMap(); // by message, its item of last time

// `firstUnread` is the id of the message the divider stands above, or null.
export function toItems(messages, firstUnread) {
  const items = messages.map((message, index) => {
    const before = messages[index - 1];
    const heading = !before || isApart(before, message);
    const divider = message.id !== null && message.id === firstUnread;
    const opens = heading || divider || !isCluster(before, message);
    return { message, heading, divider, opens, closes: true };
  });
  items.forEach((item, index) => {
    item.closes = items[index + 1]?.opens ?? true;
  });
  return items.map(asBefore);
}

// The very same object where nothing changed: so its bubble need not be drawn again.
function asBefore(item) {
  const before = known.get(item.message);
  if (before && FLAGS.every((flag) => before[flag] === item[flag])) return before;
  known.set(item.message, item);
  return item;
}

function isApart(before, message) {
  return gap(before, message) >= HEADING_GAP || !isSameDay(before.at, message.at);
}

// A message on its way has no author yet; it is by whoever writes here.
function isCluster(before, message) {
  return (
    before.direction === message.direction &&
    (before.author === message.author || message.id === null) &&
    gap(before, message) < CLUSTER_GAP
  );
}

function gap(before, message) {
  return Date.parse(message.at) - Date.parse(before.at);
}

// What the composer handed over and the server has not confirmed, as if it were a message.
export function pendingMessage(entry) {
  return {
    ...entry,
    id: null,
    direction: 'outbound',
    author: null,
    status: entry.state === 'refused' ? 'refused' : 'pending',
    notice: null,
    error: null,
    attachments: (entry.attachments ?? []).map(pendingPicture),
  };
}

// Drawn at once, from what the browser has; it can be looked at in full when it is sent.
function pendingPicture(picture) {
  const thumbnail = thumbnailOf(picture);
  return { ...picture, state: 'ready', isPicture: true, thumbnail, source: null };
}

export function isBefore(known, message) {
  return known.at < message.at || (known.at === message.at && known.id < message.id);
}
