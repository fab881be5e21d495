// Comforts for guided forms: questions that hang on an answer, saving while one types, and a warning before unsaved text
// is left.
const guided = document.querySelector("form[data-guided]");

function answers(name) {
  return [...guided.elements]
    .filter((input) => input.name === name && input.type !== "hidden")
    .flatMap((input) => {
      if (input.type === "radio" || input.type === "checkbox") return input.checked ? [input.value] : [];
      return input.value ? [input.value] : [];
    })
    .filter((value) => value !== "-");
}

function holds(test, given) {
  if (given.length === 0 || given.includes("?")) return test.is_not.length > 0 && test.is.length === 0 && test.at_least === null;
  if (test.is.length && !given.some((value) => test.is.map(String).includes(value))) return false;
  if (given.some((value) => test.is_not.map(String).includes(value))) return false;
  return test.at_least === null || parseFloat(given[0].replace(",", ".")) >= test.at_least;
}

// A question that is not asked now is hidden, never emptied; one with an error is always seen.
function reveal() {
  document.querySelectorAll("[data-asked-by]").forEach((question) => {
    const asked = document.getElementById(`fraga-${question.dataset.askedBy}`);
    const hangs = Boolean(asked?.hidden);
    const wrong = question.querySelector(".field-error") !== null;
    question.hidden = !wrong && (hangs || !holds(JSON.parse(question.dataset.askedIf), answers(question.dataset.askedBy)));
  });
}

let unsaved = false;

function changed(event) {
  unsaved = true;
  untick(event.target);
  reveal();
  saveIn(WHEN_STILL_MS);
}

// Whoever answers after all no longer says "not known yet"; both at once would be saved in turns.
function untick(input) {
  const box = guided.elements[`${input.name}-unknown`];
  if (box instanceof HTMLInputElement && input.value) box.checked = false;
}

// --- saving while one types: to the server only, with the version that is shown; a conflict ends it -----------------

const WHEN_STILL_MS = 2000;
const WHEN_LEFT_MS = 300;
const TRY_AGAIN_MS = [2000, 10000, 30000];
const told = guided?.querySelector("[data-autosave]");
let saving = null;
let ended = !told;
let failures = 0;
let timer;

function say(text) {
  const line = told.querySelector("[role=status]");
  if (line.textContent !== text) line.textContent = text;
}

function saveIn(ms) {
  clearTimeout(timer);
  if (!ended) timer = setTimeout(save, ms);
}

function save() {
  if (ended || saving || !unsaved) return;
  clearTimeout(timer);
  unsaved = false;
  saving = send().finally(() => { saving = null; if (unsaved) saveIn(failures ? again() : WHEN_STILL_MS); });
}

function again() {
  return TRY_AGAIN_MS[Math.min(failures, TRY_AGAIN_MS.length) - 1];
}

async function send() {
  const headers = { Accept: "application/json", "X-Requested-With": "fetch" };
  try {
    const answer = await fetch(guided.action, { method: "POST", headers, body: new FormData(guided), redirect: "manual" });
    if (answer.ok) saved(await answer.json());
    else if ([404, 409, 413].includes(answer.status)) end(await answer.json().catch(() => null));
    else failed(answer.type === "opaqueredirect" ? told.dataset.out : told.dataset.failed);
  } catch {
    failed(told.dataset.failed);
  }
}

function saved(answer) {
  failures = 0;
  keep(answer.versions);
  guided.elements.shown.value = answer.shown;
  say(answer.text);
  document.dispatchEvent(new Event("continuity:saved"));
}

function keep(versions) {
  for (const [name, version] of Object.entries(versions)) guided.elements[name].value = version;
}

function failed(text) {
  failures += 1;
  unsaved = true;
  say(text);
}

function end(answer) {
  ended = true;
  unsaved = true;
  if (answer) keep(answer.versions);
  say(answer?.text ?? told.dataset.ended);
  told.querySelector(".autosave-choice").hidden = false;
}

// What is on its way is awaited, so that nobody is in conflict with themselves; after that the page saves no more.
function submitted(event) {
  clearTimeout(timer);
  if (!saving) {
    ended = true;
    unsaved = false;
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  const pressed = event.submitter;
  saving.then(() => guided.requestSubmit(pressed));
}

if (guided) {
  guided.addEventListener("input", changed);
  guided.addEventListener("change", changed);
  guided.addEventListener("focusout", () => { if (unsaved && !failures) saveIn(WHEN_LEFT_MS); });
  guided.addEventListener("submit", submitted);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) ended = !told; });
  window.addEventListener("beforeunload", (event) => { if (unsaved || saving) event.preventDefault(); });
  reveal();
}
