// The simulated phone: shows what is on it, and reports what its owner does.

const MINUTES_WITHOUT_TIME = 5;

const element = (id) => document.getElementById(id);
const [log, composer, text, send] = ["log", "composer", "text", "send"].map(element);
const [customer, appNumber, nextMessage] = ["customer", "app-number", "next-message"].map(element);
const [dialog, number, numberError] = ["new-customer", "number", "number-error"].map(element);
const switches = [...document.querySelectorAll("[role=switch]")];

const asked = new URLSearchParams(location.search);
const chosen = { customer: asked.get("customer"), app_number: asked.get("app_number") };
let state = { customers: [], app_numbers: [], choices: [], controls: {} };
// An answer that comes after a later question is out of date, and is dropped.
let threadsAsked = 0;
let statesAsked = 0;

async function call(path, { method = "GET", body } = {}) {
  const headers = body ? { "Content-Type": "application/json" } : {};
  const answer = await fetch(new URL(`phone/${path}`, import.meta.url), {
    method,
    headers,
    body: body && JSON.stringify(body),
  });
  const content = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Error(content.message);
  return content;
}

// Every wish of the person at the phone: what goes wrong with it is said in words.
function wish(act) {
  return async (event) => {
    try {
      await act(event);
      complain("");
    } catch (error) {
      complain(error instanceof TypeError ? "The simulator does not answer." : error.message);
    }
  };
}

function complain(words) {
  element("notice").textContent = words;
  element("notice").hidden = !words;
}

// State: who and whom, and the controls

async function loadState() {
  const turn = ++statesAsked;
  const answer = await call("state");
  if (turn !== statesAsked) return;
  state = answer;
  choosePair();
  drawState();
}

function choosePair() {
  const known = (list, value) => list.find((each) => each.number === value);
  const who = known(state.customers, chosen.customer) ?? state.customers[0];
  const whom = known(state.app_numbers, chosen.app_number)
    ?? known(state.app_numbers, who?.app_number)
    ?? state.app_numbers[0];
  Object.assign(chosen, { customer: who?.number ?? null, app_number: whom?.number ?? null });
}

function drawState() {
  const name = (each) => [each.number, each.name];
  drawOptions(customer, state.customers.map((each) => [each.number, each.label]), chosen.customer);
  drawOptions(appNumber, state.app_numbers.map(name), chosen.app_number);
  drawOptions(
    nextMessage,
    state.choices.map((each) => [each.value, each.label]),
    state.controls.next_message,
  );
  for (const input of switches) input.checked = state.controls[input.name];
  drawPair();
}

function drawOptions(select, options, value) {
  select.replaceChildren(...options.map(([each, label]) => new Option(label, each)));
  select.value = value;
  select.disabled = !options.length;
}

function drawPair() {
  const who = customer.selectedOptions[0]?.label;
  const whom = appNumber.selectedOptions[0]?.label;
  element("point-of-contact").textContent = whom ?? "Phone";
  element("caption").textContent = who && whom ? `${who}, texting ${whom}` : "Add a customer first.";
  const ready = Boolean(chosen.customer && chosen.app_number);
  text.disabled = !ready;
  element("text-stop").disabled = !ready;
  allowSending();
  const query = new URLSearchParams(Object.entries(chosen).filter(([, value]) => value));
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
}

async function control() {
  const controls = Object.fromEntries(switches.map((input) => [input.name, input.checked]));
  const body = { ...controls, next_message: nextMessage.value };
  await call("controls", { method: "PUT", body });
}

// The thread

async function loadThread() {
  const turn = ++threadsAsked;
  if (!chosen.customer || !chosen.app_number) return;
  const messages = await call(`thread?${new URLSearchParams(chosen)}`);
  if (turn === threadsAsked) drawThread(messages);
}

function drawThread(messages) {
  const pair = `${chosen.customer} ${chosen.app_number}`;
  const shown = [...log.querySelectorAll("[data-sid]")].map((each) => each.dataset.sid);
  const goesOn = log.dataset.pair === pair && shown.every((sid, i) => sid === messages[i]?.sid);
  if (!goesOn) log.replaceChildren();
  log.dataset.pair = pair;
  const first = goesOn ? shown.length : 0;
  for (let i = first; i < messages.length; i++) drawMessage(messages[i], messages[i - 1]);
  if (first < messages.length) log.scrollTop = log.scrollHeight;
}

function drawMessage(message, earlier) {
  const at = new Date(message.at);
  const minutes = earlier ? (at - new Date(earlier.at)) / 60_000 : Infinity;
  if (minutes > MINUTES_WITHOUT_TIME) log.append(heading(at));
  log.append(bubble(message));
}

function bubble(message) {
  const drawn = document.createElement("p");
  drawn.className = "bubble";
  drawn.dir = "auto";
  drawn.append(...message.media.map((medium) => fileIn(medium)), message.text);
  Object.assign(drawn.dataset, {
    testid: "phone-message",
    sid: message.sid,
    direction: message.direction,
  });
  return drawn;
}

// At its true size, as far as the screen is wide.
function fileIn({ url, type }) {
  if (!type.startsWith("image/")) return Object.assign(document.createElement("em"), { textContent: type });
  const picture = document.createElement("img");
  picture.onload = () => {
    picture.title = `${picture.naturalWidth} × ${picture.naturalHeight}`;
    const toEnd = log.scrollHeight - log.scrollTop - log.clientHeight;
    if (toEnd < picture.height + 100) log.scrollTop = log.scrollHeight;
  };
  return Object.assign(picture, { src: new URL(`phone/${url}`, import.meta.url), alt: "Picture" });
}

function heading(at) {
  const drawn = document.createElement("time");
  const time = at.toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
  drawn.dateTime = at.toISOString();
  drawn.textContent = `${day(at)}, ${time}`;
  return drawn;
}

function day(at) {
  const midnight = (date) => new Date(date).setHours(0, 0, 0, 0);
  const ago = Math.round((midnight(Date.now()) - midnight(at)) / 86_400_000);
  if (ago < 2) return ago === 1 ? "Yesterday" : "Today";
  return at.toLocaleDateString([], { day: "numeric", month: "long" });
}

async function choose(pair) {
  Object.assign(chosen, pair);
  choosePair();
  drawState();
  await loadThread();
}

// Writing

function allowSending() {
  send.disabled = text.disabled || !text.value.trim();
  element("attach").disabled = text.disabled;
}

async function sendText(body) {
  await call("texts", { method: "POST", body: { ...chosen, text: body } });
  await loadThread();
}

// A file goes out at once, with the words that are there.
async function sendFile(file) {
  const query = new URLSearchParams({ ...chosen, text: text.value.trim() });
  const answer = await fetch(new URL(`phone/files?${query}`, import.meta.url), {
    method: "POST",
    headers: { "Content-Type": file.type || "application/octet-stream", "X-Phone": "simulated" },
    body: file,
  });
  if (!answer.ok) throw new Error((await answer.json()).message);
  text.value = "";
  allowSending();
  await loadThread();
}

element("attach").addEventListener("click", () => element("file").click());
element("file").addEventListener("change", wish(async ({ target }) => {
  const [file] = target.files;
  target.value = "";
  if (file) await sendFile(file);
}));

composer.addEventListener("submit", wish(async (event) => {
  event.preventDefault();
  const body = text.value;
  if (!body.trim()) return;
  text.value = "";
  allowSending();
  try {
    await sendText(body);
  } catch (error) {
    text.value ||= body;
    allowSending();
    throw error;
  }
}));

text.addEventListener("input", allowSending);
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
});

// The controls

customer.addEventListener("change", wish(() => choose({ customer: customer.value, app_number: null })));
appNumber.addEventListener("change", wish(() => choose({ app_number: appNumber.value })));
for (const input of [nextMessage, ...switches]) input.addEventListener("change", wish(control));
element("text-stop").addEventListener("click", wish(() => sendText("STOP")));

element("add-customer").addEventListener("click", () => {
  number.value = "";
  numberError.hidden = true;
  dialog.showModal();
});
element("cancel").addEventListener("click", () => dialog.close());
dialog.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const body = { number: number.value };
    const added = await call("customers", { method: "POST", body });
    dialog.close();
    chosen.customer = added.number;
    await loadState();
    await loadThread();
  } catch (error) {
    numberError.textContent = error.message;
    numberError.hidden = false;
  }
});

function showControls(shown) {
  document.body.classList.toggle("showing-controls", shown);
  element("open-controls").setAttribute("aria-expanded", shown);
  element(shown ? "close-controls" : "open-controls").focus();
}

element("open-controls").addEventListener("click", () => showControls(true));
element("close-controls").addEventListener("click", () => showControls(false));
element("scrim").addEventListener("click", () => showControls(false));
document.addEventListener("keydown", (event) => {
  const open = document.body.classList.contains("showing-controls");
  if (event.key === "Escape" && open && !dialog.open) showControls(false);
});

// News: listen first, load whenever the line is (back) up

const events = new EventSource(new URL("phone/events", import.meta.url));
events.addEventListener("open", wish(async () => {
  await loadState();
  await loadThread();
}));
events.addEventListener("state", wish(loadState));
events.addEventListener("thread", wish(async ({ data }) => {
  const pair = JSON.parse(data);
  if (!state.customers.some((each) => each.number === pair.customer)) await loadState();
  if (pair.customer === chosen.customer && pair.app_number === chosen.app_number) await loadThread();
}));
