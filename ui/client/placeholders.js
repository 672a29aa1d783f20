// What stands in a template for something only the conversation knows.
const PLACEHOLDER = /\{(customer|location|agent)\}/g;

// One that is unknown, or has no value yet, is left as it is.
export function filled(text, values) {
  return text.replace(PLACEHOLDER, (whole, name) => values[name] ?? whole);
}
