// The newest message that this page has drawn of the conversation in its log.
import { reactive } from 'vue';

export const lastRendered = reactive({ conversation: null, newest: 0 });

// Null when nothing is known of this conversation.
export function lastRenderedIn(conversation) {
  return lastRendered.conversation === conversation ? lastRendered.newest : null;
}
