// Moments as the viewer writes them: in the browser's own zone and language.
import { reactive } from 'vue';

const DAY = 24 * 60 * 60 * 1000;

const clock = format({ timeStyle: 'short' });
const seconds = format({ timeStyle: 'medium' });
const weekday = format({ weekday: 'short' });
const longWeekday = format({ weekday: 'long' });
const date = format({ month: 'short', day: 'numeric' });
const datedYear = format({ year: 'numeric', month: 'short', day: 'numeric' });
const spelled = format({ dateStyle: 'long' });
const full = format({ dateStyle: 'full', timeStyle: 'long' });
const brief = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });
const nearby = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

const today = reactive({ start: startOfDay(Date.now()), now: Date.now() });
// Not one timer until midnight: a sleeping laptop would be late for it.
setInterval(() => {
  Object.assign(today, { start: startOfDay(Date.now()), now: Date.now() });
}, 20_000);

// In the list: the time today, "Yesterday", a weekday within a week, else the date.
export function shortTime(iso) {
  const days = daysAgo(iso);
  if (days < 1) return clock.format(new Date(iso));
  if (days === 1) return dayName(1);
  return days < 7 ? weekday.format(new Date(iso)) : dateOf(iso);
}

// Above messages and in the details: "Today, 10:31", "Saturday, 09:15", "Nov 22, 16:20".
export function longTime(iso) {
  return `${dayOf(iso)}, ${clock.format(new Date(iso))}`;
}

// In a delivery history, where seconds count: "Today, 10:31:05", and the time alone on the same day.
export function exactTime(iso, before) {
  const time = seconds.format(new Date(iso));
  return before && isSameDay(iso, before) ? time : `${dayOf(iso)}, ${time}`;
}

// "November 22, 2026"
export function longDate(iso) {
  return spelled.format(new Date(iso));
}

// How long a customer has waited: short for the eye, in words for the ear.
export function waitingTime(iso) {
  const [value, unit] = elapsed(iso);
  return span(value, unit, 'narrow');
}

export function waitingWords(iso) {
  const [value, unit] = elapsed(iso);
  return `Waiting for an answer for ${span(value, unit, 'long')}`;
}

// "now", "1 min. ago", "2 hr. ago"; from a day on, as above messages.
export function ago(iso) {
  const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(iso)) / 60_000));
  if (minutes < 1) return brief.format(0, 'second');
  if (minutes < 60) return brief.format(-minutes, 'minute');
  return minutes < 24 * 60 ? brief.format(-Math.floor(minutes / 60), 'hour') : longTime(iso);
}

export function fullTime(iso) {
  return full.format(new Date(iso));
}

export function isSameDay(iso, other) {
  return startOfDay(iso) === startOfDay(other);
}

function elapsed(iso) {
  const minutes = Math.max(0, Math.floor((today.now - Date.parse(iso)) / 60_000));
  if (minutes < 60) return [Math.max(1, minutes), 'minute'];
  if (minutes < 24 * 60) return [Math.floor(minutes / 60), 'hour'];
  return [Math.floor(minutes / (24 * 60)), 'day'];
}

function span(value, unit, unitDisplay) {
  return new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay }).format(value);
}

function format(options) {
  return new Intl.DateTimeFormat(undefined, options);
}

function startOfDay(moment) {
  return new Date(moment).setHours(0, 0, 0, 0);
}

// Rounded, because the day on which the clocks change has 23 or 25 hours.
function daysAgo(iso) {
  return Math.round((today.start - startOfDay(iso)) / DAY);
}

function dayOf(iso) {
  const days = daysAgo(iso);
  if (days < 2) return dayName(Math.max(days, 0));
  return days < 7 ? longWeekday.format(new Date(iso)) : dateOf(iso);
}

function dayName(daysBack) {
  const name = nearby.format(-daysBack, 'day');
  return name.charAt(0).toLocaleUpperCase() + name.slice(1);
}

function dateOf(iso) {
  const then = new Date(iso);
  const isThisYear = then.getFullYear() === new Date(today.start).getFullYear();
  return (isThisYear ? date : datedYear).format(then);
}
