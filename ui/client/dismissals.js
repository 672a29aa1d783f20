// Suggestions this user does not want to see again, by message. Only the newest are remembered.
import { reactive } from 'vue';

const NAME = 'dismissed';
const MOST = 200;

const dismissed = reactive({ messages: remembered() });

export function isDismissed(message) {
  return dismissed.messages.includes(message);
}

export function dismiss(message) {
  dismissed.messages = [...dismissed.messages, message].slice(-MOST);
  try {
    localStorage.setItem(NAME, JSON.stringify(dismissed.messages));
  } catch {
    // Blocked or full: it stays away as long as the page lives.
  }
}

function remembered() {
  try {
    const messages = JSON.parse(localStorage.getItem(NAME));
    return Array.isArray(messages) ? messages : [];
  } catch {
    return [];
  }
}
