// Keeps the place in a scrolled log while things come and go above and below it.
const AT_END = 100;

export function isAtEnd(scroller) {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= AT_END;
}

export function toEnd(scroller) {
  scroller.scrollTop = scroller.scrollHeight;
}

// Not `scrollIntoView`, which would also pull at a panel that is just sliding in.
export function toMiddle(scroller, message) {
  scroller.scrollTop = message.offsetTop - (scroller.clientHeight - message.offsetHeight) / 2;
}

// Runs `change` (which redraws) and puts the message that was at the top of the view back there.
export async function keepAnchor(scroller, change) {
  if (!scroller) return change(); // not on the page yet: there is no place to keep
  const anchor = firstBelow(topOf(scroller), scroller);
  const before = anchor?.getBoundingClientRect().top;
  await change();
  if (!anchor?.isConnected) return;
  const moved = anchor.getBoundingClientRect().top - before;
  if (moved) scroller.scrollTop += moved;
}

// The message at the top of the view, and how far from the top it stands.
export function anchorIn(scroller) {
  const anchor = firstBelow(topOf(scroller), scroller);
  return anchor && { anchor, offset: offsetOf(anchor, scroller) };
}

// Where it stood, after lines were broken in other places.
export function restoreAnchor(position, scroller) {
  if (position?.anchor.isConnected)
    scroller.scrollTop += offsetOf(position.anchor, scroller) - position.offset;
}

export function inTheMiddle(scroller) {
  return firstBelow(topOf(scroller) + scroller.clientHeight / 2, scroller);
}

function topOf(scroller) {
  return scroller.getBoundingClientRect().top;
}

function offsetOf(message, scroller) {
  return message.getBoundingClientRect().top - topOf(scroller);
}

// Asked at every step of a scroll: halving asks nine messages where they are, not three hundred.
function firstBelow(line, scroller) {
  const messages = scroller.getElementsByClassName('message');
  let [from, to] = [0, messages.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (messages[middle].getBoundingClientRect().bottom > line) to = middle;
    else from = middle + 1;
  }
  return messages[from];
}
