// Signing out, perhaps on a shared device: what is kept here for this user goes. Nothing that was
// written is lost without a question.
import { clearStored, countStored, getStoredOf } from './user_storage.js';

// For the form that signs out; it says whose page this is.
export function onSignOut(event, user = event.target.dataset.user) {
  const losses = lossesOf(user);
  const question = [...losses, 'Sign out anyway? They are removed from this device.'].join(' ');
  if (losses.length && !confirm(question)) event.preventDefault();
  else clearStored(user);
}

function lossesOf(user) {
  const unsent = countStored(user, 'unsent');
  const begun = countStored(user, 'draft') - getStoredOf(user, 'draft', isElsewhere).length;
  return [
    unsent && `${unsent} ${unsent === 1 ? 'message is' : 'messages are'} not sent yet.`,
    begun && `${begun} ${begun === 1 ? 'draft is' : 'drafts are'} on this device only.`,
  ].filter(Boolean);
}

// Drafts of messages are on the server a second after the last key.
function isElsewhere({ text, isSafe }, name) {
  return !text || (isSafe && name.startsWith('message:'));
}
