// Prints what the four elements take and report, read from the modules themselves.
const EMIT = /\$emit\(\s*'(\w+)'(?:,\s*\{([^}]*)\})?/g;

// The fields of its one argument that a method reads.
function fieldsRead(method) {
  const read = new Set();
  const fields = new Proxy({}, { get: (_, name) => read.add(name) && undefined });
  try {
    Promise.resolve(method.call({}, fields)).catch(() => {});
  } catch {
    // There is no page to change; the fields were read before.
  }
  return [...read];
}

function namesIn(object) {
  const parts = (object ?? '').split(',').map((part) => part.trim());
  return parts.filter(Boolean).map((part) => part.split(':')[0]);
}

function describe({ emits, methods, template, ...rest }) {
  const functions = [methods, rest.watch, ...Object.values(rest)].flatMap((part) => {
    return typeof part === 'function' ? [part] : Object.values(part ?? {});
  });
  const source = [template, ...functions.map(String)].join('\n');
  const sent = [...source.matchAll(EMIT)].map(([, event, object]) => [event, namesIn(object)]);
  const calls = Object.entries(methods).map(([name, method]) => [name, fieldsRead(method)]);
  return { emits, sent, calls: Object.fromEntries(calls) };
}

function withMixins({ mixins = [], ...element }) {
  const all = [...mixins, element];
  const methods = Object.assign({}, ...all.map((one) => one.methods));
  return { ...all, ...element, methods, emits: all.flatMap(({ emits = [] }) => emits) };
}

const elements = {};
for (const name of ['shell', 'conversation_list', 'message_log', 'composer']) {
  const module = await import(`../../ui/elements/${name}/${name}.js`);
  elements[name] = describe(withMixins(module.default));
}
console.log(JSON.stringify(elements));
process.exit();
