// Vue would compile all templates while it draws the page, and a phone would stand still for it.
const pause = (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds));
// What the page came with is painted before; a tab in the background never paints.
const painted = new Promise(requestAnimationFrame).then(() => pause());
await Promise.race([painted, pause(100)]);
const exported = Object.values(modules).flatMap((module) => Object.values(module));
let since = performance.now();
for (const element of exported.filter((each) => each?.template)) {
  element.render = vue.compile(element.template);
  if (performance.now() - since < 8) continue;
  await pause();
  since = performance.now();
}
