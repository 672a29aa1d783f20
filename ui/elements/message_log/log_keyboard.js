// Lets the keyboard walk through the log: one stop of Tab, and arrow keys from message to message.
const STEPS = { ArrowUp: -1, ArrowDown: 1 };

// What a key that went down in the log leads to, among the messages in it; null for other keys.
export function messageFor(event, scroller) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return null;
  const messages = [...scroller.querySelectorAll('[data-testid="message"]')].filter(stopOf);
  if (event.key === 'Home') return messages[0] ?? null;
  if (event.key === 'End') return messages.at(-1) ?? null;
  if (!STEPS[event.key]) return null;
  const here = messages.indexOf(messageAt(event.target));
  return here < 0 ? lastInView(messages, scroller) : (messages[here + STEPS[event.key]] ?? null);
}

export function messageAt(target) {
  return target.closest('[data-testid="message"]');
}

// Where the focus goes in a message. One that is still on its way has nothing to offer.
export function stopOf(message) {
  return message.querySelector('.history-button') ?? message.querySelector('button');
}

function lastInView(messages, scroller) {
  const { bottom } = scroller.getBoundingClientRect();
  const inView = messages.filter((message) => message.getBoundingClientRect().top < bottom);
  return inView.at(-1) ?? null;
}
