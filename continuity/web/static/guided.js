// Comforts for guided forms: questions that hang on an answer, and a warning before unsaved text is left.
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

function changed() {
  unsaved = true;
  reveal();
}

if (guided) {
  guided.addEventListener("input", changed);
  guided.addEventListener("change", changed);
  guided.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  reveal();
}
