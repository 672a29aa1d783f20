// Newest activity first. The moments are of one length and zone: they compare as texts.
export function byActivity(one, other) {
  if (one.at !== other.at) return one.at < other.at ? 1 : -1;
  return other.id - one.id;
}
