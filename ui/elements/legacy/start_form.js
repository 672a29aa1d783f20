// What is written into the form that starts a conversation: kept in this browser, for each user,
// until it is sent. The text itself is a draft like any other.
import { reactive } from 'vue';

import { getStored, setStored } from '../../client/user_storage.js';

const BLANK = { phone: '', place: 0, title: '' };

export const startForm = reactive({ ...BLANK });

export function openStartForm(places) {
  const [[, { phone, place, title } = BLANK] = []] = getStored('start', isForm);
  Object.assign(startForm, { phone, place, title });
  const isMine = places.some((place) => place.id === startForm.place);
  if (!isMine) startForm.place = places.length === 1 ? places[0].id : 0;
}

export function keepStartForm() {
  const { phone, place, title } = startForm;
  setStored('start', 'form', { phone, place, title });
}

function isForm({ phone, place, title }) {
  return typeof phone === 'string' && Number.isInteger(place) && typeof title === 'string';
}

// The place stays: the next customer is often texted from there too.
export function clearStartForm() {
  Object.assign(startForm, { phone: '', title: '' });
  keepStartForm();
}
